"""Who may vouch for somebody without a card: health workers of the commune, nobody close."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.access.residents import Resident
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.places import Household
from portal.representation import hands
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

_HER_VILLAGE = (
    sa.select(Household.village_id).where(Household.id == sa.bindparam("household_id"))
).scalar_subquery()
_VOUCHERS = (
    sa.select(StaffMember.id, StaffMember.title, StaffMember.full_name, StaffMember.person_id)
    .where(
        StaffMember.commune == sa.bindparam("commune"),
        StaffMember.id != sa.bindparam("asker_id"),
        StaffMember.password_hash.is_not(None),
        StaffMember.suspended_at.is_(None),
        sa.or_(StaffMember.ends_on.is_(None), StaffMember.ends_on >= sa.bindparam("today")),
        sa.exists().where(
            StaffRole.staff_id == StaffMember.id,
            sa.or_(
                StaffRole.role == Role.CLINICIAN,
                sa.and_(
                    StaffRole.role == Role.COLLABORATOR,
                    StaffMember.village_id == _HER_VILLAGE,
                ),
            ),
        ),
    )
    .order_by(StaffMember.full_name, StaffMember.id)
)


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """Somebody who may be named."""

    id: UUID
    name: str


def vouchers_for(resident: Resident, asker: SignedInStaff) -> list[Voucher]:
    """Return who may vouch for a person when this member asks.

    A collaborator vouches for the people of their own village alone.
    """
    rows = reads().execute(
        _VOUCHERS,
        {
            "commune": resident.commune,
            "household_id": resident.household_id,
            "asker_id": asker.staff_id,
            "today": clock.today(),
        },
    )
    return [
        Voucher(id=row.id, name=f"{row.title} {row.full_name}".strip())
        for row in rows.all()
        if not hands.is_near(row, resident.id) and not hands.from_one_hand(row.id, asker.staff_id)
    ]
