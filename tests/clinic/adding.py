"""What the tests of additions share: an open ground, and forms filled in."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.clinic.additions.models import WrittenEntry
from portal.consents import services
from portal.consents.kinds import Channel, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.consents.services import Owner, Terms, Yes
from portal.consents.wording import wording
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from tests.cast import Member, StaffCast
from tests.client import InspectingClient

VISIT = {
    "reason": "Tái khám",
    "code_0": "i10",
    "name_0": "Tăng huyết áp",
    "code_1": "E119",
    "name_1": "Đái tháo đường típ 2",
    "treatment": "Tiếp tục thuốc",
    "advice": "Ăn nhạt\nĐi bộ 30 phút",
    "come_back_on-day": "10",
    "come_back_on-month": "12",
    "come_back_on-year": "2026",
}


def allow(person: Member, doctor: StaffCast, *sections: Section) -> UUID:
    """Let the person allow a clinician to see sections for a day; the caller commits."""
    text = wording(
        grantee=doctor.full_name,
        owner=person.full_name,
        sections=sections,
        purpose=Purpose.VISIT,
        until="24 giờ",
    )
    return services.grant(
        Owner(id=person.person_id, born=session.get_one(Person, person.person_id).born),
        Terms(
            sections=sections,
            purpose=Purpose.VISIT,
            valid_until=clock.now() + timedelta(days=1),
            wording=text,
            staff_id=doctor.staff_id,
        ),
        Yes(
            by=Actor(name=person.full_name, person_id=person.person_id),
            granted_as=GrantedAs.SELF,
            channel=Channel.PHONE,
            person_id=person.person_id,
            child_assented=True,
        ),
    )


def add(
    visitor: InspectingClient, person: Member, kind: str, fields: dict[str, str]
) -> TestResponse:
    """Open a form of an addition, fill it in and send it."""
    return visitor.submit(f"/clinic/patients/{person.person_id}/add/{kind}", fields)


def correct(
    visitor: InspectingClient, entry: UUID, fields: dict[str, str], why: str = "Gõ nhầm"
) -> TestResponse:
    """Correct an entry by its form."""
    return visitor.submit(f"/clinic/additions/{entry}/correct", fields | {"why": why})


def entries() -> list[WrittenEntry]:
    """Return what was written, oldest first."""
    found = list(session.scalars(sa.select(WrittenEntry).order_by(WrittenEntry.written_at)))
    session.commit()  # a transaction left open would hold the visitor up
    return found


def lines(*events: Event) -> list[AuditLine]:
    """Return the lines of some events, oldest first."""
    query = sa.select(AuditLine).where(AuditLine.event.in_(events)).order_by(AuditLine.seq)
    found = list(session.scalars(query))
    session.commit()
    return found
