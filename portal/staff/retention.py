"""How long the traces of staff signing in are kept: 30 days."""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.retention import KEPT
from portal.kernel import clock
from portal.staff.models import StaffActivation, StaffSession


def tidy() -> int:
    """Delete what ran out longer ago than that; return how many rows went. The caller commits."""
    until = clock.now() - KEPT
    return sum(
        change(statement)
        for statement in (
            sa.delete(StaffActivation).where(StaffActivation.expires_at < until),
            sa.delete(StaffSession).where(StaffSession.expires_at < until),
        )
    )
