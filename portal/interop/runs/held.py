"""Rows about somebody nobody here knows yet: kept sealed, counted, placed later."""

from typing import Any

import sqlalchemy as sa

from portal.interop import packing
from portal.interop.models import HeldRow
from portal.interop.runs.batch import Batch
from portal.kernel import crypto

_FIND = sa.select(HeldRow.id, HeldRow.payload, HeldRow.placed_at).where(
    HeldRow.family == sa.bindparam("family"), HeldRow.row_key == sa.bindparam("row_key")
)

_ANY = (
    sa.select(HeldRow.id)
    .where(HeldRow.family == sa.bindparam("family"), HeldRow.placed_at.is_(None))
    .limit(1)
)


def row_key(batch: Batch, *parts: str) -> bytes:
    """Return the key by which a row held before is known again; it tells nothing."""
    return crypto.mac("held-row", batch.family.value, *parts)


def hold(batch: Batch, value: Any, reason: str, *parts: str) -> None:
    """Keep a value for the station, once; a newer version takes the older one's place."""
    key = row_key(batch, *parts)
    payload = f"{type(value).__name__}:{packing.pack(value)}"
    batch.report.tally.held += 1
    found = batch.connection.execute(_FIND, {"family": batch.family, "row_key": key}).one_or_none()
    if found is None:
        batch.connection.execute(
            sa.insert(HeldRow).values(
                run_id=batch.run_id,
                family=batch.family,
                row_key=key,
                reason=reason,
                payload=payload,
                held_at=batch.now,
            )
        )
    elif found.payload != payload:
        batch.connection.execute(
            sa.update(HeldRow)
            .where(HeldRow.id == found.id)
            .values(payload=payload, reason=reason, held_at=batch.now, placed_at=None)
        )


def release(batch: Batch, *parts: str) -> None:
    """Note that a row held before has found its person; what was sealed is let go."""
    if batch.any_held is None:
        batch.any_held = bool(batch.connection.execute(_ANY, {"family": batch.family}).first())
    if not batch.any_held:
        return
    batch.connection.execute(
        sa.update(HeldRow)
        .where(
            HeldRow.family == batch.family,
            HeldRow.row_key == row_key(batch, *parts),
            HeldRow.placed_at.is_(None),
        )
        .values(placed_at=batch.now, payload=None)
    )
