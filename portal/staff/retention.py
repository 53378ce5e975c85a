"""What the night tidies: traces of signing in after 30 days, and accounts nobody uses."""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.retention import KEPT
from portal.audit.trail import Actor
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import in_force, members
from portal.staff.models import (
    StaffActivation,
    StaffComputer,
    StaffMember,
    StaffRecoveryCode,
    StaffSession,
)


def tidy() -> int:
    """Delete what ran out longer ago than that; return how many rows went. The caller commits."""
    until = clock.now() - KEPT
    return sum(
        change(statement)
        for statement in (
            sa.delete(StaffActivation).where(StaffActivation.expires_at < until),
            sa.delete(StaffSession).where(StaffSession.expires_at < until),
            sa.delete(StaffComputer).where(StaffComputer.expires_at < until),
            sa.delete(StaffRecoveryCode).where(StaffRecoveryCode.used_at < until),
            sa.delete(StaffRecoveryCode).where(StaffRecoveryCode.replaced_at < until),
        )
    )


def close_unused() -> int:
    """Suspend whoever has not signed in for 45 days, with a line each; return how many.

    They are out by the clock already; now their secrets go, and the list says so. The caller
    commits.
    """
    found = session.scalars(
        sa.select(StaffMember.id).where(StaffMember.suspended_at.is_(None), ~in_force.USED),
        in_force.values(clock.today()),
    )
    unused = list(found)
    for staff_id in unused:
        members.close(staff_id, "unused", by=Actor(name="tidy"))
    return len(unused)
