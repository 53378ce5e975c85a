"""Accounts of staff one of which opened the other, and staff who left."""

from datetime import timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffActivation, StaffMember
from tests.cast import StaffCast


def opens(opener: StaffCast, member: StaffCast) -> None:
    """Let one member have handed the other their first code yesterday."""
    now, title = clock.now(), session.get_one(StaffMember, opener.staff_id).title
    session.add(
        StaffActivation(
            staff_id=member.staff_id,
            code_mac=b"tests",
            issued_at=now - timedelta(days=1),
            issued_by=f"{title} {opener.full_name}".strip(),
            expires_at=now,
        )
    )
    session.commit()


def leaves(member: StaffCast) -> None:
    """Close an account of staff, as its head does on the last day."""
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(
            suspended_at=clock.now(),
            password_hash=None,
            totp_secret=None,
            totp_confirmed_at=None,
        )
    )
    session.commit()
