"""What happens at the counter of the station, step by step."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.representation.models import Representation
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient, a_browser
from tests.clinic.desk import stored

SEARCH = "/desk/"


def at_the_desk(app: Flask, member: StaffCast) -> InspectingClient:
    """Sit down at a computer of one's own."""
    browser = a_browser(app)
    browser.set_cookie("language", "en")
    return cast.sign_in_staff(browser, member)


def find(browser: InspectingClient, text: str) -> TestResponse:
    """Search, and show whom it found."""
    begun = browser.submit(SEARCH, {"query": text}, to="/desk/search")
    return browser.get(begun.location) if begun.status_code == 303 else begun


def page_of(person: Member | UUID) -> str:
    person_id = person.person_id if isinstance(person, Member) else person
    return f"/desk/people/{person_id}"


def dieu(commune: str = "Xã Đồng Sen") -> Member:
    """Return a woman whose name has every letter that folding must know; she lives alone."""
    member = cast.a_person(
        "Đặng Thị Điều",
        born=PartialDate(date(1958, 3, 12)),
        personal_id="999158000068",
        phone="+84900000345",
    )
    cast.a_household(member, commune=commune)
    return member


def xa() -> Member:
    """Return a man of another commune."""
    member = cast.a_person(
        "Đinh Văn Xa",
        born=PartialDate(date(1970, 1, 1)),
        sex=Sex.MALE,
        personal_id="999070000001",
    )
    cast.a_household(member, commune="Xã Khác")
    return member


def wish_for(representative: Member, **other: str | list[str]) -> dict[str, str | list[str]]:
    """Return the form of a naming as it is filled in for six months."""
    return {
        "number": representative.personal_id,
        "full_name": representative.full_name,
        "scopes": ["see"],
        "term": "6",
        "presence": "both_present",
        **other,
    }


def name(
    browser: InspectingClient,
    person: Member,
    representative: Member,
    **other: str | list[str],
) -> TestResponse:
    """Fill in the one page of a naming and send it."""
    path = f"{page_of(person)}/representatives"
    return browser.submit(path, wish_for(representative, **other))


def naming(browser: InspectingClient, person: Member, representative: Member) -> str:
    """Take a wish down; return the address of what waits."""
    taken = name(browser, person, representative)
    assert taken.status_code == 303, taken.text
    return taken.location


def representations() -> list[Representation]:
    """Return every representation there is."""
    return stored(sa.select(Representation))


def housemate(member: Member) -> Member:
    """Return somebody new who lives with a person."""
    other = cast.a_person("Người Cùng Nhà", born=PartialDate(date(1980, 1, 1)))
    session.execute(
        sa.text(
            "INSERT INTO membership (household_id, person_id, position, relation, joined_on)"
            " SELECT household_id, :other, 1, 'other', joined_on FROM membership"
            " WHERE person_id = :one"
        ).bindparams(
            sa.bindparam("other", other.person_id, sa.Uuid()),
            sa.bindparam("one", member.person_id, sa.Uuid()),
        )
    )
    return other
