"""Which worker makes which part of a batch: taken, finished, or left to run out.

A part is taken in one transaction: its codes are drawn there, and known to nobody else.
It is set as PDF outside of any, and stored in another, from which on the codes open
accounts. A worker killed in between leaves the lease to run out; whoever takes the part
next draws new codes. After some tries without a page nobody takes it any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.issuing.models import BatchScope, BatchState, SlipBatch, SlipLine, SlipPart
from portal.issuing.rules import TRIES_A_PART
from portal.kernel import clock, crypto
from portal.kernel.db import session

LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to make the next part of a batch, until it runs out."""

    batch_id: UUID
    number: int
    scope: BatchScope
    asked_by: UUID
    decided_by: UUID
    expires_at: datetime


_NEXT = (
    sa.select(SlipBatch.id, SlipBatch.lease)
    .where(
        SlipBatch.state == BatchState.MAKING,
        SlipBatch.expires_at > sa.bindparam("now"),
        SlipBatch.tries < TRIES_A_PART,
        sa.or_(SlipBatch.leased_until.is_(None), SlipBatch.leased_until <= sa.bindparam("now")),
    )
    .order_by(SlipBatch.decided_at, SlipBatch.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def take(slips_live: timedelta) -> Lease | None:
    """Lease the batch that has waited longest; None when none waits.

    The life of all its slips begins with the first try, and no later one prolongs it.
    """
    now = clock.now()
    waiting = session.connection().execute(_NEXT, {"now": now}).one_or_none()
    if waiting is None:
        return None
    taken: Any = session.connection().execute(
        sa.update(SlipBatch)
        .where(
            SlipBatch.id == waiting.id,
            SlipBatch.lease == waiting.lease,
            SlipBatch.state == BatchState.MAKING,
        )
        .values(
            lease=SlipBatch.lease + 1,
            leased_until=now + LEASE,
            tries=SlipBatch.tries + 1,
            expires_at=sa.case(
                (SlipBatch.lease == 0, now + slips_live), else_=SlipBatch.expires_at
            ),
        )
        .returning(SlipBatch.scope, SlipBatch.asked_by, SlipBatch.decided_by, SlipBatch.expires_at)
    )
    row = taken.one_or_none()
    if row is None:
        return None
    return Lease(batch_id=waiting.id, number=waiting.lease + 1, **row._mapping)


def leave_out(lease: Lease, people: list[UUID]) -> None:
    """Take people off a batch who may have no slip any more."""
    if not people:
        return
    session.execute(
        sa.delete(SlipLine).where(
            SlipLine.batch_id == lease.batch_id,
            SlipLine.person_id.in_(people),
            SlipLine.part.is_(None),
        )
    )
    size = SlipBatch.size - len(people)
    _still_mine(lease, size=sa.case((size > 0, size), else_=1))


def leave_out_the_rest(lease: Lease) -> None:
    """Take everybody off who has no slip yet: of those who asked and allowed one has left."""
    rest = sa.select(SlipLine.person_id).where(
        SlipLine.batch_id == lease.batch_id, SlipLine.part.is_(None)
    )
    leave_out(lease, [*session.scalars(rest)])


def finish(lease: Lease, positions: list[int], pages: bytes) -> bool:
    """Store a part; False when its lease has passed to another, and nothing is stored."""
    if not _still_mine(lease, made=SlipBatch.made + len(positions), tries=0, leased_until=None):
        return False
    number = _parts(lease) + 1
    session.execute(
        sa.insert(SlipPart),
        {
            "batch_id": lease.batch_id,
            "number": number,
            "pages": crypto.seal_bytes(place(lease.batch_id, number), pages),
        },
    )
    session.execute(
        sa.update(SlipLine)
        .where(SlipLine.batch_id == lease.batch_id, SlipLine.position.in_(positions))
        .values(part=number)
    )
    return True


def count_codes(lease: Lease, codes: int) -> None:
    """Write down how many slips of a finished part carry a code that opens an account."""
    _still_mine(lease, codes=SlipBatch.codes + codes)


def close_if_done(lease: Lease) -> None:
    """Say that a batch is ready once each of its slips is printed; over when none is left."""
    left = session.scalar(
        sa.select(sa.func.count()).where(
            SlipLine.batch_id == lease.batch_id, SlipLine.part.is_(None)
        )
    )
    if left:
        _still_mine(lease, tries=0, leased_until=None)
    elif _parts(lease):
        _still_mine(lease, leased_until=None, state=BatchState.READY, ready_at=clock.now())
    else:
        _still_mine(lease, leased_until=None, state=BatchState.OVER)


def _parts(lease: Lease) -> int:
    counted = session.scalar(sa.select(sa.func.count()).where(SlipPart.batch_id == lease.batch_id))
    return counted or 0


def _still_mine(lease: Lease, **values: object) -> bool:
    mine = change(
        sa.update(SlipBatch)
        .where(
            SlipBatch.id == lease.batch_id,
            SlipBatch.lease == lease.number,
            SlipBatch.state == BatchState.MAKING,
        )
        .values(**values)
    )
    return mine == 1


def place(batch_id: UUID, number: int) -> str:
    """Return the name under which a part is sealed: it opens as no other part."""
    return f"slip_part.pages {batch_id} {number}"
