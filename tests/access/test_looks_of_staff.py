"""Members of staff in the log: with title, place, parts, who agreed, and what can be done."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from portal.audit.events import Event
from portal.consents.kinds import GrantedAs
from portal.kernel.db import session
from tests import cast
from tests.access.grounds import a_consent, delegates, log_of, rows, staff_look
from tests.access.lines import newest_seq
from tests.client import InspectingClient

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # Monday, 10:00 in Viet Nam


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def test_a_clinician_is_named_with_title_place_and_parts(
    app: Flask, visitor: InspectingClient
) -> None:
    men, quan = cast.men(), cast.quan()
    consent = a_consent(men, staff=quan)
    for minute, section in enumerate(("visits", "medicines", "results")):
        staff_look(men, quan, YESTERDAY + timedelta(minutes=minute), "Bác sĩ", section=section,
                   ground_ref=f"consent:{consent}")  # fmt: skip
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    [row] = [row for row in rows(page) if "Quân" in row]
    assert "Bác sĩ Lê Minh Quân Trạm Y tế xã Đồng Sen" in row
    assert "Looked at: visits, medicines and allergies, test results" in row
    assert "Mến agreed" in row
    assert "#staff_man" in page or "staff_man" in page


@pytest.mark.parametrize(
    ("granted_as", "words"),
    [(GrantedAs.SELF, "Mến agreed"), (GrantedAs.REPRESENTATIVE, "The representative agreed")],
)
def test_the_basis_says_who_agreed(
    app: Flask, visitor: InspectingClient, granted_as: GrantedAs, words: str
) -> None:
    men, quan = cast.men(), cast.quan()
    consent = a_consent(men, staff=quan, granted_as=granted_as)
    staff_look(men, quan, YESTERDAY, ground_ref=f"consent:{consent}")
    session.commit()
    cast.sign_in(visitor, men)

    [row] = [row for row in rows(visitor.get(log_of(men)).text) if "Quân" in row]

    assert words in row


def test_a_look_leads_to_a_case_and_to_shutting_out(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    staff_look(men, quan, YESTERDAY, section="visits")
    seq = newest_seq(men.person_id)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert re.search(rf"about=look(:|%3A){seq}\b", page)
    assert f"/people/{men.person_id}/blocked/{quan.staff_id}" in page
    assert "absent" not in page, "this look was at no single visit"


def test_a_look_at_one_visit_can_be_denied_without_naming_the_visit(
    app: Flask, visitor: InspectingClient
) -> None:
    men, quan, encounter = cast.men(), cast.quan(), uuid4()
    staff_look(men, quan, YESTERDAY, object_ref=f"encounter:{encounter}")
    seq = newest_seq(men.person_id)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert re.search(rf"about=absent(:|%3A){seq}\b", page)
    assert str(encounter) not in page


def test_a_refused_try_is_shown_without_a_basis(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    staff_look(men, quan, YESTERDAY, event=Event.ACCESS_REFUSED, permitted=False, basis=None)
    session.commit()
    cast.sign_in(visitor, men)

    [row] = [row for row in rows(visitor.get(log_of(men)).text) if "Quân" in row]

    assert "Tried to open: visits" in row
    assert "Was not let in" in row


def test_a_private_visit_is_called_a_visit(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    staff_look(men, quan, YESTERDAY, section="visits", object_ref=f"encounter:{uuid4()}")
    staff_look(men, quan, YESTERDAY, section="mental")
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert "Looked at: visits, health record" in rows(page)[-1]
    assert "Mental" not in page


def test_two_colleagues_of_one_name_are_two(app: Flask, visitor: InspectingClient) -> None:
    men, quan = cast.men(), cast.quan()
    other = cast.a_staff_member("quan2", quan.full_name)
    staff_look(men, quan, YESTERDAY)
    staff_look(men, other, YESTERDAY)
    session.commit()
    cast.sign_in(visitor, men)

    assert len([row for row in rows(visitor.get(log_of(men)).text) if "Quân" in row]) == 2


def test_a_delegates_look_is_like_a_strangers_with_the_tie(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan = cast.men(), cast.lan()
    delegates(men, lan)
    session.commit()
    cast.sign_in(visitor, lan)
    visitor.get(f"/people/{men.person_id}/visits")
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    [row] = [row for row in rows(page) if "Lan" in row]
    assert row.startswith("Hà Thị Lan Named by the person Looked at: visits")
    assert "Representative" in row
    assert "I do not know this person" in row
