"""The resident watches a case move: received, being looked into, answered."""

import re

import pytest
from flask import Flask

from portal.cases import moving, queries
from portal.cases.queries import CaseDetail
from portal.kernel.db import session
from portal.staff import signed_in
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cases.test_who_reads_a_case import a_case
from tests.client import InspectingClient
from tests.conftest import Time

HOW_FAR = re.compile(r'<ol class="timeline">(.*?)</ol>', re.S)


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def steps(page: str) -> list[tuple[str, str]]:
    """Return state and words of each step."""
    found = HOW_FAR.search(page)
    assert found
    return [
        (state, " ".join(re.sub(r"<[^>]+>", " ", words).split()))
        for state, words in re.findall(r'<li data-state="(\w+)">(.*?)</li>', found[1], re.S)
    ]


def head(client: InspectingClient) -> SignedInStaff:
    """Return the head of the station as a request sees them."""
    cast.sign_in_staff(client, cast.dung())
    cookie = client.get_cookie("sid")
    assert cookie is not None
    found = signed_in.load(cookie.decoded_value)
    assert found is not None
    return found


def the_case(case_id: object) -> CaseDetail:
    found = queries.case(case_id)  # type: ignore[arg-type]  # an id of a test
    assert found is not None
    return found


def test_each_step_has_its_moment_and_the_answer_comes_last(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    men = cast.men()
    case_id = a_case(men, by=men)
    session.commit()
    by = head(visitor)

    cast.sign_in(visitor, men)
    assert steps(visitor.get(f"/cases/{case_id}").text) == [
        ("done", "Received 9:00, 24 Nov 2026"),
        ("not_yet", "Being looked into"),
        ("not_yet", "Answered by 4 Dec 2026"),
    ]

    time.pass_by(minutes=5)
    moving.start_looking(the_case(case_id), accused=frozenset(), by=by)
    session.commit()
    assert steps(visitor.get(f"/cases/{case_id}").text) == [
        ("done", "Received 9:00, 24 Nov 2026"),
        ("done", "Being looked into 9:05, 24 Nov 2026"),
        ("not_yet", "Answered by 4 Dec 2026"),
    ]

    time.pass_by(minutes=5)
    moving.answer(the_case(case_id), "Bác sĩ trực xem nhầm", accused=frozenset(), by=by)
    session.commit()
    page = visitor.get(f"/cases/{case_id}").text
    assert [state for state, _words in steps(page)] == ["done"] * 3
    assert "Answered 9:10, 24 Nov 2026" in steps(page)[-1]
    assert "Bác sĩ trực xem nhầm" in page


def test_a_case_answered_at_once_was_not_looked_into(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    case_id = a_case(men, by=men)
    session.commit()
    by = head(visitor)
    moving.answer(the_case(case_id), "Đã sửa", accused=frozenset(), by=by)
    session.commit()
    cast.sign_in(visitor, men)

    said = [words for _state, words in steps(visitor.get(f"/cases/{case_id}").text)]

    assert [words.split()[0] for words in said] == ["Received", "Answered"]
