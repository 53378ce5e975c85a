"""Village heads, collaborators and another commune's desk open every page by every id there is.

Names of their own village they may read. Nothing of another one, and of nobody a birth
date, an identity number or a phone. The desk of another commune learns nothing at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.staff.models import StaffMember
from portal.staff.roles import OF_A_VILLAGE, Role
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.heard import heard
from tests.issuing import steps as issuing
from tests.oversight.resets import a_reset

OWN, NEXT_DOOR, FAR = "Suối Bạc", "Bản Xa", "Nà Hoa"
# Of people of the own village: born 12 March 1958 and on 2 April 1995.
OF_ANYBODY = re.compile(
    r"1958|1995|12/0?3|0?2/0?4|999[ .]?158|999[ .]?195|…067|0?900[ .]?000[ .]?123|\+84"
)


@dataclass(frozen=True)
class Everything:
    """Every id somebody could have got hold of."""

    ids: dict[str, list[UUID]]
    others: tuple[str, ...]


@pytest.fixture
def everything(app: Flask) -> Everything:
    """Return people of the own village, the next and another commune, and work about them."""
    men, lan = cast.men(), cast.lan()
    cast.a_household(men, lan, village=OWN)
    next_door = _somebody("Vàng A Sử", "999090000555", "+84900000555")
    cast.a_household(next_door, village=NEXT_DOOR)
    far = _somebody("Cầm Văn Xa", "999090000556", "+84900000556")
    cast.a_household(far, village=FAR, commune="Xã Nà Hoa")
    hanh, dung = cast.hanh(), cast.dung()
    villages = [
        cast.a_village(OWN),
        cast.a_village(NEXT_DOOR),
        cast.a_village(FAR, "Xã Nà Hoa"),
    ]
    resets = [a_reset(person, hanh) for person in (men, next_door)]
    batches = [issuing.ask_village(issuing.at(app, hanh), village) for village in villages[:2]]
    people = [person.person_id for person in (men, lan, next_door, far)]
    return Everything(
        ids={
            "person_id": people,
            "resident_id": people,
            "village_id": villages,
            "reset_id": resets,
            "batch_id": batches,
            "staff_id": [hanh.staff_id, dung.staff_id],
        },
        others=(NEXT_DOOR, FAR, "Vàng A Sử", "Cầm Văn Xa", "555", "556"),
    )


def _somebody(full_name: str, personal_id: str, phone: str) -> Member:
    return cast.a_person(
        full_name,
        born=PartialDate(date(1990, 1, 1)),
        sex=Sex.MALE,
        personal_id=personal_id,
        phone=phone,
    )


def _answers_for(client: InspectingClient, role: Role) -> None:
    member = cast.a_staff_member("truong", "Lường Thị Trưởng", role)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(village_id=cast.a_village(OWN))
    )
    cast.sign_in_staff(client, member)


def _pages_of_staff(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        if hasattr(app.view_functions[rule.endpoint], "staff_roles"):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                # Signing out or locking would end the walk.
                if not (method == "POST" and rule.endpoint.startswith("staff.")):
                    yield method, rule


def _paths(rule: Rule, everything: Everything) -> Iterator[str]:
    names = sorted(rule.arguments)
    choices = [everything.ids.get(name, [uuid4()]) for name in names]
    for values in product(*choices):
        path = rule.rule
        for name, value in zip(names, values, strict=True):
            path = re.sub(rf"<[^>]*\b{name}>", str(value), path)
        yield re.sub(r"<[^>]*>", "1", path)


def _said(text: str) -> str:
    """Return what a page says that is not on every page."""
    return re.sub(r"<(?:header|footer).*?</(?:header|footer)>", "", heard(text), flags=re.DOTALL)


@pytest.mark.parametrize("role", sorted(OF_A_VILLAGE), ids=lambda role: role.value)
def test_no_page_tells_of_another_village_or_a_number_of_anybody(
    app: Flask, visitor: InspectingClient, everything: Everything, role: Role
) -> None:
    _answers_for(visitor, role)
    token = visitor.token("/staff/")
    seen = 0

    for method, rule in _pages_of_staff(app):
        for path in _paths(rule, everything):
            page = visitor.open(path, method=method, data={"csrf_token": token})
            said = _said(page.get_data(as_text=True))
            for other in everything.others:
                assert other not in said, f"{method} {path} tells {other}"
            found = OF_ANYBODY.search(said)
            assert not found, f"{method} {path} tells {found}"
            seen += page.status_code == 200

    assert seen >= 3


@pytest.mark.parametrize("role", sorted(OF_A_VILLAGE), ids=lambda role: role.value)
def test_the_walk_is_no_empty_one(
    visitor: InspectingClient, everything: Everything, role: Role
) -> None:
    _answers_for(visitor, role)

    page = visitor.get(f"/desk/villages/{everything.ids['village_id'][0]}").text

    assert "Phạm Thị Mến" in page
    assert "Hà Thị Lan" in page


def _text(page: TestResponse) -> str:
    """Return what can be read of an answer: a sheet of the own commune's figures is a file."""
    return page.get_data().decode(errors="replace")


DONG_SEN = ("Phạm Thị Mến", "Hà Thị Lan", "Vàng A Sử", "…067", "…123", "…555", OWN, NEXT_DOOR)


def test_no_page_tells_the_desk_of_another_commune_anything(
    app: Flask, visitor: InspectingClient, everything: Everything
) -> None:
    roles = (Role.STATION_STAFF, Role.STATION_HEAD)
    member = cast.a_staff_member(
        "xa", "Cầm Thị Khác", *roles, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )
    cast.sign_in_staff(visitor, member)
    token = visitor.token("/staff/")
    seen = 0

    for method, rule in _pages_of_staff(app):
        for path in _paths(rule, everything):
            typed = {"csrf_token": token, "query": "Phạm Thị Mến", "household": "Phạm"}
            page = visitor.open(path, method=method, data=typed, follow_redirects=True)
            said = _said(_text(page)).replace("Phạm Thị Mến", "", 1)
            for other in DONG_SEN:
                assert other not in said, f"{method} {path} tells {other}"
            seen += page.status_code == 200

    assert seen >= 10
