"""What a resident does on the sharing pages, and what stands on them."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, g
from werkzeug.exceptions import Forbidden

from portal.access.patients import admit_patient
from portal.access.policy import Permission
from portal.consents import requests
from portal.consents.kinds import Purpose
from portal.consents.requests import NewRequest
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sex
from portal.staff.signed_in import SignedInStaff
from tests.cast import Member, StaffCast
from tests.client import InspectingClient

SEEN = (Section.VISITS, Section.MEDICINES)


def in_english(client: InspectingClient) -> InspectingClient:
    client.set_cookie("language", "en")
    return client


def path(person: Member, *rest: object) -> str:
    return "/".join(("/people", str(person.person_id), *map(str, rest)))


@dataclass
class Page(HTMLParser):
    """The inputs, buttons and links of a page."""

    text: str
    inputs: list[dict[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.inputs.append(values)
        elif tag == "button":
            self.buttons.append(values)
        elif tag == "form":
            self.forms.append(values.get("action", ""))
        elif tag == "a":
            self.links.append(values.get("href", ""))

    @property
    def ticked(self) -> list[str]:
        return [one["name"] for one in self.inputs if "checked" in one]

    def offered(self, name: str) -> list[str]:
        return [one["value"] for one in self.inputs if one.get("name") == name]

    def hidden(self, name: str) -> str:
        return self.offered(name)[0]


def to_parts(client: InspectingClient, person: Member, staff: StaffCast) -> str:
    """Choose somebody on page 1; return the address of page 2."""
    page = client.get(path(person, "sharing", "new"), query_string={"name": staff.full_name})
    found = [link for link in Page(page.text).links if link.endswith("/parts")]
    assert len(found) == 1, f"{len(found)} people are called {staff.full_name}"
    return found[0]


def to_check(
    client: InspectingClient,
    person: Member,
    staff: StaffCast,
    *,
    sections: tuple[Section, ...] = SEEN,
    duration: str = "7",
) -> str:
    """Walk over pages 1 to 3; return the address of the last."""
    parts = to_parts(client, person, staff)
    time = client.submit(parts, {"sections": [part.value for part in sections]})
    assert time.status_code == 303
    check = client.submit(time.location, {"duration": duration, "purpose": "visit"})
    assert check.status_code == 303
    return check.location


def answer(client: InspectingClient, address: str, **fields: str) -> tuple[int, str]:
    """Answer the words on a page; return status and where it leads, or the page's text."""
    page = Page(client.get(address).text)
    target = re.search(r'<form class="form" method="post" action="([^"]+)"', page.text)
    assert target
    values = {
        "csrf_token": page.hidden("csrf_token"),
        "fingerprint": page.hidden("fingerprint"),
        "answer": "agree",
    }
    answered = client.post(target[1], data=values | fields)
    return answered.status_code, answered.location or answered.text


def asks(
    staff: StaffCast,
    person: Member,
    *sections: Section,
    hours: float = 8,
    purpose: Purpose = Purpose.VISIT,
) -> UUID:
    """Let a clinician ask for sections of a record; the caller need not commit."""
    now = clock.now()
    request_id = requests.ask(
        NewRequest(
            person_id=person.person_id,
            sections=sections or SEEN,
            purpose=purpose,
            opens_until=now + timedelta(hours=hours),
            form_key=uuid4().hex,
        ),
        by=acting(staff),
    )
    session.commit()
    return request_id


def read(statement: Any) -> list[Any]:
    """Read what browsers have written, and hold nothing open."""
    session.rollback()
    found = list(session.scalars(statement))
    session.expunge_all()
    session.rollback()
    return found


def may_see(
    app: Flask, staff: StaffCast, person: Member, permission: Permission = Permission.SEE_VISITS
) -> bool:
    """Say whether the gate of staff lets them in, as on their next click."""
    session.rollback()
    with app.test_request_context():
        g.acting_staff = acting(staff)
        try:
            admit_patient(person.person_id, [permission])
        except Forbidden:
            return False
        finally:
            del g.acting_staff
        return True


def acting(staff: StaffCast) -> SignedInStaff:
    now = clock.now()
    return SignedInStaff(
        session_id=uuid4(),
        staff_id=staff.staff_id,
        staff_name=staff.staff_name,
        full_name=staff.full_name,
        title="Bác sĩ",
        sex=Sex.MALE,
        facility_code=staff.facility_code,
        facility_name="",
        commune=None,
        person_id=None,
        roles=frozenset(),
        confirmed_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=8),
        locked=False,
    )
