"""Builders of what access rests on, and readers of the page; the caller commits."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from portal.audit.events import Basis
from portal.consents.kinds import Channel, GrantedAs, Purpose
from portal.consents.models import Consent
from portal.emergency.models import EmergencyOpening, Reason
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.access.lines import a_look
from tests.cast import FACILITIES, Member, StaffCast

WHY = "Người bệnh ngất giữa chợ, không có người nhà"


def log_of(person: Member, query: str = "") -> str:
    return f"/people/{person.person_id}/access{query}"


def rows(page: str) -> list[str]:
    """Return the words of each look."""
    listed = re.findall(r"<li(?: class=\"machine\")?>\s*<div class=\"person\">.*?</li>", page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in listed]


def staff_look(person: Member, by: StaffCast, at: datetime, title: str = "", **more: Any) -> None:
    """Write a line of a member of staff into the log."""
    values: dict[str, Any] = {
        "actor_name": f"{title} {by.full_name}".strip(),
        "staff_id": by.staff_id,
        "facility_code": by.facility_code,
        "organisation": FACILITIES[by.facility_code],
        "section": "visits",
    }
    a_look(person, at, **{**values, **more})


def a_consent(
    person: Member,
    *,
    staff: StaffCast | None = None,
    facility: str | None = None,
    granted_as: GrantedAs = GrantedAs.SELF,
    began_days_ago: int = 0,
    given_by: Member | None = None,
) -> UUID:
    """Add a consent of seven days."""
    now, consent_id = clock.now() - timedelta(days=began_days_ago), uuid4()
    session.add(
        Consent(
            id=consent_id,
            person_id=person.person_id,
            staff_id=staff.staff_id if staff else None,
            facility_code=facility,
            purpose=Purpose.VISIT,
            valid_from=now,
            valid_until=now + timedelta(days=7),
            channel=Channel.PHONE,
            wording_version="1",
            wording_hash=b"x",
            wording="x",
            granted_at=now,
            granted_as=granted_as,
            granted_by_person_id=(given_by or person).person_id,
        )
    )
    session.flush()  # others point here
    return consent_id


def an_opening(person: Member, staff: StaffCast, **more: Any) -> UUID:
    """Add an emergency opening that began now."""
    now, opening_id = clock.now(), uuid4()
    values: dict[str, Any] = {
        "reason": Reason.UNCONSCIOUS,
        "explanation": WHY,
        "opened_at": now,
        "closes_at": now + timedelta(hours=4),
        "review_by": now + timedelta(hours=72),
    }
    session.add(
        EmergencyOpening(
            id=opening_id,
            person_id=person.person_id,
            staff_id=staff.staff_id,
            facility_code=staff.facility_code,
            **{**values, **more},
        )
    )
    session.flush()  # the lines name it
    return opening_id


def emergency_look(person: Member, staff: StaffCast, at: datetime, opening_id: UUID) -> None:
    staff_look(
        person,
        staff,
        at,
        basis=Basis.EMERGENCY,
        section="medicines",
        ground_ref=f"emergency:{opening_id}",
    )


def delegates(person: Member, other: Member, days: int = 30) -> UUID:
    """Let one adult name another."""
    representation_id, now = uuid4(), clock.now()
    session.add(
        Representation(
            id=representation_id,
            person_id=person.person_id,
            representative_id=other.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=True,
            pays=False,
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=days),
            registered_by=person.full_name,
        )
    )
    session.flush()
    return representation_id


def a_daughter(mother: Member, years: int = 15) -> Member:
    """Return a girl with an account of her own, represented by her mother."""
    daughter = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2026 - years, 5, 1)), personal_id="999311000015"
    )
    cast.represents(mother, daughter)
    return daughter
