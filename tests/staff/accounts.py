"""What a head asks for and an auditor allows, step by step."""

import re
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.staff.models import StaffInvitation
from portal.staff.roles import Role
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient, a_browser
from tests.staff.steps import english

XUANS_NUMBER = "999192000777"
INVITE = "/staff/members/invite"
NEW: dict[str, str | list[str]] = {
    "staff_name": "xuan",
    "full_name": "Cầm Thị Xuân",
    "title": "Y sĩ",
    "sex": "female",
    "roles": ["station_staff"],
    "village": "",
}


def browser_of(app: Flask, member: StaffCast) -> InspectingClient:
    """Return an English-speaking browser this member has just signed in with."""
    return english(cast.sign_in_staff(a_browser(app), member))


def head_elsewhere() -> StaffCast:
    """Return the head of another commune's station."""
    return cast.a_staff_member(
        "men", "Lường Văn Mến", Role.STATION_HEAD, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )


def ask(client: InspectingClient, **other: str | list[str]) -> TestResponse:
    """Ask for an account; what is left out is a plain one at the desk, of a resident."""
    number = {} if "personal_id" in other else {"personal_id": _xuan()}
    return client.submit(INVITE, NEW | number | other)


def _xuan() -> str:
    """Return the number of whoever is invited, who lives in the commune."""
    session.rollback()
    if not session.scalar(sa.select(sa.exists().where(Person.full_name == NEW["full_name"]))):
        cast.a_household(
            cast.a_person(
                str(NEW["full_name"]),
                born=PartialDate(date(1992, 3, 4)),
                personal_id=XUANS_NUMBER,
                with_account=False,
            )
        )
    session.commit()
    return XUANS_NUMBER


def asked(staff_name: str = "xuan") -> UUID:
    """Return the newest wish for a name."""
    found = reads().execute(
        sa.select(StaffInvitation.id)
        .where(StaffInvitation.staff_name == staff_name)
        .order_by(StaffInvitation.decided_at.is_not(None))
    )
    return UUID(str(found.scalars().first()))


def page_of(invitation_id: UUID) -> str:
    return f"/staff/members/invitations/{invitation_id}"


def decide(client: InspectingClient, invitation_id: UUID, word: str) -> TestResponse:
    """Send allow, refuse or code, even where the page offers none."""
    session.rollback()  # SQLite has one writer
    return client.submit("/staff/", to=f"{page_of(invitation_id)}/{word}")


def code_on(page: TestResponse) -> str:
    found = re.search(r'class="key-figure">([2-9A-Z]{4} [2-9A-Z]{4})<', page.text)
    assert found, page.text
    return found[1]
