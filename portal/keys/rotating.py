"""Sealing every value with the active key, a few rows at a time, while the portal is in use.

Each batch is a transaction of its own, so it may be stopped at any moment and begun again:
what is done is not done twice. A row another request holds is left for the next round.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from portal.kernel import crypto
from portal.kernel.db import Database
from portal.keys.guards import off_guard
from portal.keys.places import Place, places

ROUNDS = 5
Told = Callable[[str, int], None]


def rotate(database: Database, batch: int, told: Told) -> int:
    """Seal anew what older keys have sealed; return how many rows.

    `told` hears of each batch. Rows that were held by others in every round are left, and
    counted by `flask keys status`.
    """
    resealed = 0
    for _round in range(ROUNDS):
        in_round = sum(_of_place(database, place, batch, told) for place in places())
        if not in_round:
            break
        resealed += in_round
    return resealed


def _of_place(database: Database, place: Place, batch: int, told: Told) -> int:
    changed, older = 0, _older(place).limit(batch)
    while True:
        with database.transaction() as connection:
            rows = _reseal(connection, place, older)
        if not rows:
            return changed
        changed += len(rows)
        told(place.label, changed)
        older = _behind(rows[-1], place, batch)


def _older(place: Place) -> sa.Select[Any]:
    """Select the rows that another key than the active one has sealed."""
    active = crypto.ring().active.to_bytes(2, "big")
    return (
        sa.select(*place.key, place.content)
        .where(place.column.is_not(None), place.key_id != active)
        .order_by(*place.key)
    )


def _behind(row: Row[Any], place: Place, batch: int) -> sa.Select[Any]:
    types = [column.type for column in place.key]
    last = sa.tuple_(*row[:-1], types=types)
    return _older(place).where(sa.tuple_(*place.key) > last).limit(batch)


def _reseal(connection: Connection, place: Place, older: sa.Select[Any]) -> Sequence[Row[Any]]:
    """Lock rows and seal them anew; the lock of the table comes first, as in every request."""
    if connection.execute(older).first() is None:
        return ()
    with off_guard(connection, place.column):
        rows = connection.execute(older.with_for_update(skip_locked=True)).all()
        if rows:
            connection.execute(_change(place), [_values(place, row) for row in rows])
    return rows


def _change(place: Place) -> sa.Update:
    """Return the change of one row that is still as it was read."""
    anew, before = (sa.bindparam(name, type_=sa.LargeBinary) for name in ("anew", "before"))
    change = sa.update(place.table).values({place.column: anew}).where(place.content == before)
    for number, column in enumerate(place.key):
        change = change.where(column == sa.bindparam(f"key{number}"))
    return change


def _values(place: Place, row: Row[Any]) -> dict[str, Any]:
    values: Sequence[Any] = row
    key, before = values[:-1], values[-1]
    name = place.named(key)
    anew = crypto.seal_bytes(name, crypto.unseal_bytes(name, bytes(before)))
    named = {f"key{number}": value for number, value in enumerate(key)}
    return {**named, "before": before, "anew": anew}
