"""Putting rows at the end of their chains, also when others do the same at this moment.

A position of a chain exists once (a unique constraint). Who comes second writes nothing,
reads where the chain ends now, and tries again; so no chain has a gap or a fork, and nobody
waits for a lock on other people's chains.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from portal.audit import chain
from portal.audit.chain import Head
from portal.audit.heads import heads_of
from portal.audit.models import LINES
from portal.kernel.errors import TooBusy

LOST_ROUNDS = 100
_PLACE = [LINES.c.chain, LINES.c.position]
_MANY = 20  # rows from which on one array a column is quicker than one value after another
_INSERTS = {
    "sqlite": sqlite.insert(LINES)
    .on_conflict_do_nothing(index_elements=_PLACE)
    .returning(LINES.c.chain),
    "postgresql": postgresql.insert(LINES)
    .on_conflict_do_nothing(index_elements=_PLACE)
    .returning(LINES.c.chain),
}
Row = Mapping[str, Any]


def append(
    connection: Connection, rows: Sequence[Row], heads: Mapping[UUID, Head] | None = None
) -> None:
    """Chain and insert these rows; each names its `chain`.

    Each round writes at most one row a chain, in one statement and in the order of the
    chains, so that two writers of the same chains cannot block each other. Raise TooBusy
    when others were always quicker, when one held the chain too long, or when the database
    swallows the rows.
    """
    try:
        _append(connection, rows, dict(heads or {}))
    except sa.exc.OperationalError as error:
        if _waited_in_vain(error.orig):
            raise TooBusy from error
        raise


def _waited_in_vain(error: object) -> bool:
    """Tell a lock that was not to be had (lock_not_available, deadlock_detected) from a fault."""
    if getattr(error, "sqlite_errorname", None) == "SQLITE_BUSY":
        return True
    return getattr(error, "sqlstate", None) in ("55P03", "40P01")


def _append(connection: Connection, rows: Sequence[Row], known: dict[UUID, Head]) -> None:
    waiting = sorted(rows, key=lambda row: row["chain"])
    lost = 0
    while waiting:
        written = _round(connection, _first_of_each(waiting), known)
        waiting = _without_first_of(waiting, written)
        lost = 0 if written else lost + 1
        if lost == LOST_ROUNDS:
            raise TooBusy


def _round(
    connection: Connection, rows: Mapping[UUID, Row], known: dict[UUID, Head]
) -> frozenset[UUID]:
    """Insert one row of each chain; return the chains where it worked and keep `known` true."""
    if unread := rows.keys() - known.keys():
        known.update(heads_of(connection, unread))
    linked = [chain.link(row, known.pop(owner)) for owner, row in rows.items()]
    written = frozenset(_written(connection, linked))
    for row in linked:
        if row["chain"] in written:
            known[row["chain"]] = Head(row["position"], row["hash"])
    return written


def _written(connection: Connection, linked: Sequence[Row]) -> Iterable[UUID]:
    """Insert these rows and return the chains where it worked."""
    kind = connection.dialect.name
    names = tuple(linked[0])
    alike = all(tuple(row) == names for row in linked)
    if kind != "postgresql" or len(linked) < _MANY or not alike:
        one_or_many = linked[0] if len(linked) == 1 else linked  # a look is one: spares a batch
        return connection.execute(_INSERTS[kind], one_or_many).scalars()
    columns = {name: [row[name] for row in linked] for name in names}
    return connection.execute(_from_arrays(names), columns).scalars()


@cache
def _from_arrays(names: tuple[str, ...]) -> sa.Executable:
    """Insert rows given as one array a column: one short statement, however many they are."""
    columns = [LINES.c[name] for name in names]
    arrays = [sa.bindparam(column.name, type_=ARRAY(column.type)) for column in columns]
    given = sa.func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    chosen = sa.select(*(given.c[name] for name in names))
    return (
        postgresql.insert(LINES)
        .from_select(names, chosen)
        .on_conflict_do_nothing(index_elements=_PLACE)
        .returning(LINES.c.chain)
    )


def _first_of_each(rows: Sequence[Row]) -> dict[UUID, Row]:
    first: dict[UUID, Row] = {}
    for row in rows:
        first.setdefault(row["chain"], row)
    return first


def _without_first_of(rows: Sequence[Row], chains: frozenset[UUID]) -> list[Row]:
    left, to_drop = [], set(chains)
    for row in rows:
        if row["chain"] in to_drop:
            to_drop.remove(row["chain"])
        else:
            left.append(row)
    return left
