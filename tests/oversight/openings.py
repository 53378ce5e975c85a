"""Openings to review, without walking through the clinician's pages."""

from datetime import timedelta
from uuid import UUID, uuid4

from portal.emergency.models import Reason
from portal.emergency.services import NewOpening, open_record
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sex
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from tests.cast import FACILITIES, Member, StaffCast

WHY = "Người bệnh ngất giữa chợ, không có người nhà"


def as_signed_in(member: StaffCast, title: str = "Bác sĩ") -> SignedInStaff:
    now = clock.now()
    return SignedInStaff(
        session_id=uuid4(),
        staff_id=member.staff_id,
        staff_name=member.staff_name,
        full_name=member.full_name,
        title=title,
        sex=Sex.MALE,
        facility_code=member.facility_code,
        facility_name=FACILITIES[member.facility_code],
        commune=None,
        person_id=None,
        roles=frozenset({Role.CLINICIAN}),
        confirmed_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=8),
        locked=False,
    )


def an_opening(patient: Member, member: StaffCast) -> UUID:
    new = NewOpening(person_id=patient.person_id, reason=Reason.UNCONSCIOUS, explanation=WHY)
    opening_id = open_record(new, by=as_signed_in(member))
    session.commit()
    return opening_id
