"""Letting drawn codes open accounts, in the transaction in which their pages are kept.

Accounts that are missing are opened with that. No person has two codes that open anything: older
ones die here, and not before there is paper in their place.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import counter, enrolment
from portal.accounts.enrolment import Owned
from portal.audit.trail import Actor
from portal.issuing import leases
from portal.issuing.candidates import Candidate
from portal.issuing.drawing import Drawn
from portal.issuing.leases import Lease
from portal.issuing.lines import ref
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.places import Facility
from portal.staff.models import StaffMember
from portal.staff.roles import Role


def release(lease: Lease, drawn: Sequence[Drawn], people: Sequence[Candidate]) -> None:
    """Open what is missing and let these people's codes be used."""
    by, named = _asker(lease.asked_by), ref(lease.batch_id)
    missing = [person.person_id for person in people if person.account_id is None]
    opened = enrolment.open_for(missing, by=by, object_ref=named)
    accounts = {
        person.person_id: person.account_id or opened[person.person_id] for person in people
    }
    counter.let_die([*accounts.values()], clock.now())
    codes = [
        (Owned(person_id=one.person_id, account_id=accounts[one.person_id]), one.slip.code)
        for one in drawn
        if one.slip.code and one.person_id in accounts
    ]
    leases.count_codes(lease, len(codes))
    counter.issue_many(codes, by=by, expires_at=lease.expires_at, object_ref=named)


def _asker(staff_id: UUID) -> Actor:
    """Name in the log who asked, as a member of the desk."""
    row = (
        session.connection()
        .execute(
            sa.select(StaffMember.full_name, StaffMember.title, Facility.code, Facility.name)
            .join(Facility, Facility.code == StaffMember.facility_code)
            .where(StaffMember.id == staff_id)
        )
        .one()
    )
    return Actor(
        name=f"{row.title} {row.full_name}".strip(),
        staff_id=staff_id,
        role=Role.STATION_STAFF.value,
        organisation=row.name,
        facility_code=row.code,
    )
