"""A resident says "I was not at this visit", from the log or from the visit."""

from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cases.models import CaseKind, ServiceCase
from portal.kernel.db import session
from portal.oversight import case_queries
from tests import cast
from tests.access.grounds import staff_look
from tests.access.lines import newest_seq
from tests.client import InspectingClient
from tests.conftest import MORNING
from tests.performance.full_records import fill


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def address(person: cast.Member, about: object) -> str:
    return f"/people/{person.person_id}/disputes/new?about=absent:{about}"


def only_case() -> ServiceCase:
    case = session.scalars(sa.select(ServiceCase)).one()
    session.commit()  # a transaction left open would hold the visitor up
    return case


def a_look_at_a_visit(men: cast.Member) -> int:
    staff_look(men, cast.quan(), MORNING, object_ref=f"encounter:{uuid4()}")
    seq = newest_seq(men.person_id)
    session.commit()
    return seq


def test_a_look_at_a_visit_opens_a_case_that_reaches_the_facility(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    seq = a_look_at_a_visit(men)
    cast.sign_in(visitor, men)

    page = visitor.get(address(men, seq)).text
    answer = visitor.submit(address(men, seq), {"says": "Hôm đó tôi ở nhà"})

    assert "I was not at this visit" in page
    assert "Lê Minh Quân" in page
    case = only_case()
    assert (case.kind, case.subject) == (CaseKind.NOT_MY_VISIT, f"look:{seq}")
    assert case.due_on == date(2026, 12, 4)
    assert case_queries.concerns(case.id, cast.STATION)
    shown = visitor.get(answer.location).text
    assert "A visit the person was not at" in shown
    assert "Case 0001" in shown


def test_a_visit_page_leads_to_the_same_case(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    encounter = fill(men, 1)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(f"/visits/{encounter}").text
    visitor.submit(address(men, encounter), {"says": "Không phải tôi"})

    assert f"about=absent:{encounter}" in page or f"about=absent%3A{encounter}" in page
    case = only_case()
    assert (case.kind, case.subject) == (CaseKind.NOT_MY_VISIT, f"visit:{encounter}")


def test_a_visit_the_reader_has_not_opened_does_not_exist(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    encounter = fill(men, 1)
    session.commit()
    cast.sign_in(visitor, men)

    assert visitor.get(address(men, encounter)).status_code == 404
    assert visitor.get(address(men, UUID(int=4))).status_code == 404


def test_a_look_at_no_single_visit_cannot_be_denied(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    staff_look(men, cast.quan(), MORNING, section="doses", object_ref=None)
    seq = newest_seq(men.person_id)
    session.commit()
    cast.sign_in(visitor, men)

    assert visitor.get(address(men, seq)).status_code == 404


@pytest.mark.parametrize("about", ["", "0", "01", "x", "visit:1", "9" * 20, "A" * 36])
def test_odd_references_do_not_exist(app: Flask, visitor: InspectingClient, about: str) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    assert visitor.get(address(men, about)).status_code == 404


def test_the_form_asks_again_for_what_is_missing(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    seq = a_look_at_a_visit(men)
    cast.sign_in(visitor, men)

    page = visitor.submit(address(men, seq), {"says": " "})

    assert page.status_code == 422
    assert "Write what is known" in page.text
    assert f"absent:{seq}" in page.text or f"absent%3A{seq}" in page.text
