"""A code is shown once, opens what was chosen, and dies with the next."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.consents import code_services, codes
from portal.consents.request_models import DeskCode
from portal.consents.sections import Section
from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing import steps
from tests.sharing.steps import Page, path

CODE = re.compile(r"key-figure\">([2-9A-Z]{4} [2-9A-Z]{4})<")


@pytest.fixture
def men(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.men()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    member = cast.quan()
    session.commit()
    return member


def a_code(visitor: InspectingClient, person: Member, *sections: str) -> str:
    address = path(person, "sharing", "code")
    form = Page(visitor.get(address).text)
    page = visitor.post(
        address,
        data={
            "csrf_token": form.hidden("csrf_token"),
            "form_key": form.hidden("form_key"),
            "sections": list(sections) or ["visits"],
        },
    )
    assert page.status_code == 200
    shown = CODE.search(page.text)
    assert shown
    return shown[1]


def used(code: str, staff: StaffCast) -> code_services.UsedDeskCode | None:
    session.rollback()
    found = code_services.use_desk_code(codes.typed(code), staff.staff_id)
    session.commit()
    return found


def test_a_code_opens_the_parts_that_were_chosen_once(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    code = a_code(visitor, men, "visits", "mental")

    first, again = used(code, quan), used(code, quan)

    assert first is not None
    assert first.person_id == first.made_by_person_id == men.person_id
    assert first.sections == (Section.VISITS, Section.MENTAL)
    assert again is None
    [line] = steps.read(sa.select(AuditLine).where(AuditLine.event == Event.SHARING_CODE_MADE))
    assert code.replace(" ", "") not in (line.object_ref or "")


def test_a_reload_shows_no_code_and_makes_none(visitor: InspectingClient, men: Member) -> None:
    address = path(men, "sharing", "code")
    form = Page(visitor.get(address).text)
    fields = {
        "csrf_token": form.hidden("csrf_token"),
        "form_key": form.hidden("form_key"),
        "sections": ["visits"],
    }
    first = visitor.post(address, data=fields)

    again = visitor.post(address, data=fields)

    assert CODE.search(first.text)
    assert not CODE.search(again.text)
    assert "<path" in first.text
    assert "The code is not shown again" in again.text
    assert len(steps.read(sa.select(DeskCode))) == 1


def test_a_new_code_makes_the_one_before_worthless(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    old, new = a_code(visitor, men), a_code(visitor, men)

    assert used(old, quan) is None
    assert used(new, quan) is not None


def test_a_code_lives_fifteen_minutes_and_the_page_says_until_when(
    visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    code = a_code(visitor, men)
    time.pass_by(minutes=15)

    assert used(code, quan) is None


def test_the_page_names_the_time_and_the_square_is_large_enough(
    visitor: InspectingClient, men: Member
) -> None:
    address = path(men, "sharing", "code")
    form = Page(visitor.get(address).text)
    fields = {"csrf_token": form.hidden("csrf_token"), "form_key": form.hidden("form_key")}
    page = visitor.post(address, data=fields | {"sections": ["visits"]}).text

    assert "Works until 9:15, once" in page
    size = re.search(r'class="square"[^>]*width="(\d+)"', page)
    assert size
    assert int(size[1]) >= 208


def test_a_code_needs_a_part_and_a_fresh_proof(
    visitor: InspectingClient, men: Member, time: Time
) -> None:
    address = path(men, "sharing", "code")

    assert visitor.submit(address, {}).status_code == 422
    time.pass_by(minutes=9, seconds=50)
    visitor.get("/home")
    time.pass_by(minutes=1)
    assert visitor.get(address).location.startswith("/confirm?to=")
    assert steps.read(sa.select(DeskCode)) == []
