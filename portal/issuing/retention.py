"""Forgetting slips that ran out; who asked, allowed and took them stays in the log."""

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.issuing.models import BatchState, SlipBatch, SlipPart
from portal.issuing.rules import TRIES_A_PART
from portal.kernel import clock


def tidy() -> int:
    """End batches that ran out or cannot be made, and erase their pages; return how many.

    The caller commits.
    """
    now = clock.now()
    ran_out = change(
        sa.update(SlipBatch)
        .where(
            SlipBatch.state.in_((BatchState.ASKED, BatchState.MAKING, BatchState.READY)),
            sa.or_(SlipBatch.expires_at <= now, _given_up(now)),
        )
        .values(state=BatchState.OVER, leased_until=None)
    )
    over = sa.select(SlipBatch.id).where(SlipBatch.state == BatchState.OVER)
    change(sa.delete(SlipPart).where(SlipPart.batch_id.in_(over)))
    return ran_out


def _given_up(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        SlipBatch.state == BatchState.MAKING,
        SlipBatch.tries >= TRIES_A_PART,
        SlipBatch.leased_until <= now,
    )
