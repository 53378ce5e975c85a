"""Rows about somebody nobody here knows yet: kept sealed, counted, placed later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.interop import packing
from portal.interop.models import HeldRow
from portal.interop.runs.batch import Batch
from portal.kernel import bulk, crypto

_FIND = sa.select(HeldRow.id, HeldRow.row_key, HeldRow.payload).where(
    HeldRow.family == sa.bindparam("family"),
    HeldRow.row_key.in_(sa.bindparam("row_keys", expanding=True)),
)
_WAITING = sa.select(HeldRow.id).where(
    HeldRow.family == sa.bindparam("family"),
    HeldRow.row_key.in_(sa.bindparam("row_keys", expanding=True)),
    HeldRow.placed_at.is_(None),
)
_ANY = (
    sa.select(HeldRow.id)
    .where(HeldRow.family == sa.bindparam("family"), HeldRow.placed_at.is_(None))
    .limit(1)
)
_TABLE = cast(sa.Table, HeldRow.__table__)
_COLUMNS = ("run_id", "family", "row_key", "reason", "payload", "held_at")
_AT_ONCE = 500
Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A value that waits, why, and what its row is known by when it comes again."""

    value: Any
    reason: str
    parts: Parts


def row_key(batch: Batch, *parts: str) -> bytes:
    """Return the key by which a row held before is known again; it tells nothing."""
    return crypto.mac("held-row", batch.family.value, *parts)


def hold(batch: Batch, value: Any, reason: str, *parts: str) -> None:
    """Keep a value for the station, once; a newer version takes the older one's place."""
    hold_all(batch, [Waiting(value, reason, parts)])


def hold_all(batch: Batch, waiting: Sequence[Waiting]) -> None:
    """Keep these values; of several with the same parts the last, as if they came in turn."""
    batch.report.tally.held += len(waiting)
    by_key = {row_key(batch, *each.parts): each for each in waiting}
    stored = {bytes(row.row_key): row for row in _stored(batch, list(by_key))}
    new = []
    for key, each in by_key.items():
        payload = f"{type(each.value).__name__}:{packing.pack(each.value)}"
        before = stored.get(key)
        if before is None:
            new.append((batch.run_id, batch.family, key, each.reason, payload, batch.now))
        elif before.payload != payload:
            _hold_again(batch, before.id, each.reason, payload)
    bulk.insert(batch.connection, _TABLE, _COLUMNS, new)


def _stored(batch: Batch, keys: Sequence[bytes]) -> Iterable[Row[int, bytes, str | None]]:
    for start in range(0, len(keys), _AT_ONCE):
        asked = {"family": batch.family, "row_keys": keys[start : start + _AT_ONCE]}
        yield from batch.connection.execute(_FIND, asked)


def _hold_again(batch: Batch, held_id: int, reason: str, payload: str) -> None:
    batch.connection.execute(
        sa.update(HeldRow)
        .where(HeldRow.id == held_id)
        .values(payload=payload, reason=reason, held_at=batch.now, placed_at=None)
    )


def release(batch: Batch, *parts: str) -> None:
    """Note that a row held before has found its person; what was sealed is let go."""
    release_all(batch, [parts])


def release_all(batch: Batch, found: Iterable[Parts]) -> None:
    """Let go what was sealed of these rows; nothing is asked while no row waits."""
    if batch.any_held is None:
        batch.any_held = bool(batch.connection.execute(_ANY, {"family": batch.family}).first())
    if not batch.any_held:
        return
    keys = list(dict.fromkeys(row_key(batch, *parts) for parts in found))
    for start in range(0, len(keys), _AT_ONCE):
        asked = {"family": batch.family, "row_keys": keys[start : start + _AT_ONCE]}
        ids = batch.connection.execute(_WAITING, asked).scalars().all()
        if ids:
            batch.connection.execute(
                sa.update(HeldRow)
                .where(HeldRow.id.in_(ids))
                .values(placed_at=batch.now, payload=None)
            )
