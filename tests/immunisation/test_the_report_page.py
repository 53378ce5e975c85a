"""A family reports a dose the record does not have."""

import re
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, ServiceCase
from portal.immunisation.models import Dose, DoseReport
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from tests import cast
from tests.client import InspectingClient

Row = TypeVar("Row")

FILLED_IN = {
    "vaccine": "rota",
    "given-day": "2",
    "given-month": "11",
    "given-year": "2026",
    "place": "Bệnh viện Nhi tỉnh",
    "has_paper": "y",
}


@pytest.fixture
def mother(app: Flask, visitor: InspectingClient) -> cast.Member:
    """Return Lan, signed in."""
    lan = cast.lan()
    cast.sign_in(visitor, lan)
    return lan


@pytest.fixture
def minh(mother: cast.Member) -> cast.Member:
    """Return her son."""
    son = cast.minh(mother)
    session.commit()
    return son


def report_of(member: cast.Member) -> str:
    return f"/people/{member.person_id}/immunisations/report"


def filled_in(visitor: InspectingClient, address: str, **changed: str) -> dict[str, str]:
    """Fetch the form once and fill it in."""
    page = visitor.get(address).text
    hidden = dict(re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', page))
    assert hidden.keys() == {"csrf_token", "form_key"}
    return hidden | FILLED_IN | changed


def test_a_reported_dose_opens_a_case_and_waits_for_the_station(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    answer = visitor.post(report_of(minh), data=filled_in(visitor, report_of(minh)))

    [case] = found(ServiceCase)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.id}")
    assert (case.kind, case.person_id) == (CaseKind.MISSING_DOSE, minh.person_id)
    page = visitor.get(f"/people/{minh.person_id}/immunisations").text
    waiting = page[page.index("Đã báo, chờ Trạm Y tế kiểm tra") :]
    for words in ("02/11/2026", "Bệnh viện Nhi tỉnh", "0001"):
        assert words in waiting


def test_a_reported_dose_does_not_count_as_given(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    before = needed(visitor, minh)

    visitor.post(report_of(minh), data=filled_in(visitor, report_of(minh)))

    assert needed(visitor, minh) == before
    assert not found(Dose)


def test_reporting_is_written_in_the_log_without_the_vaccine(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    visitor.post(report_of(minh), data=filled_in(visitor, report_of(minh)))

    [line] = [line for line in found(AuditLine) if line.event is Event.DOSE_REPORTED]
    assert line.person_id == minh.person_id
    assert "rota" not in str(vars(line)).lower()


def test_the_same_form_sent_twice_is_one_case(visitor: InspectingClient, minh: cast.Member) -> None:
    form = filled_in(visitor, report_of(minh))

    first, second = (visitor.post(report_of(minh), data=form) for _ in range(2))

    assert first.location == second.location
    assert len(found(ServiceCase)) == len(found(DoseReport)) == 1


def test_two_forms_are_two_cases(visitor: InspectingClient, minh: cast.Member) -> None:
    for _ in range(2):
        visitor.post(report_of(minh), data=filled_in(visitor, report_of(minh)))

    assert sorted(case.number for case in found(ServiceCase)) == [1, 2]


@pytest.mark.parametrize(
    ("missing", "field", "words"),
    [
        ({"vaccine": ""}, "vaccine", "Chọn vắc xin"),
        ({"place": "   "}, "place", "Ghi nơi đã tiêm"),
        ({"given-day": "", "given-month": "", "given-year": ""}, "given", "Nhập ít nhất"),
        ({"given-month": ""}, "given", "Nhập cả tháng"),
        ({"given-day": "31"}, "given", "Không có ngày này"),
        ({"given-day": "25"}, "given", "Ngày này chưa đến"),
        ({"given-month": "6", "given-day": "19"}, "given", "Ngày này trước ngày sinh"),
    ],
    ids=["no vaccine", "no place", "no day", "a day alone", "31 November", "tomorrow", "unborn"],
)
def test_what_is_missing_or_impossible_is_said_beside_its_field(
    visitor: InspectingClient,
    minh: cast.Member,
    missing: dict[str, str],
    field: str,
    words: str,
) -> None:
    page = visitor.post(report_of(minh), data=filled_in(visitor, report_of(minh), **missing))

    assert page.status_code == 422
    error = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    assert error, f"no sentence beside {field}"
    assert words in error[1]
    assert not found(ServiceCase)


def test_nothing_typed_is_lost_when_a_form_is_refused(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    form = filled_in(visitor, report_of(minh), **{"given-month": "13"})

    page = visitor.post(report_of(minh), data=form).text

    for kept in ("Bệnh viện Nhi tỉnh", 'value="2"', 'value="13"', 'value="2026"'):
        assert kept in page
    assert re.search(r'<option value="rota" selected>', page)
    assert re.search(r'<input[^>]*name="has_paper"[^>]*checked', page)
    assert f'name="form_key" value="{form["form_key"]}"' in page


def test_a_month_is_enough(visitor: InspectingClient, minh: cast.Member) -> None:
    form = filled_in(visitor, report_of(minh), **{"given-day": ""})

    assert visitor.post(report_of(minh), data=form).status_code == 303
    [report] = found(DoseReport)
    assert report.given_precision is Precision.MONTH


def test_the_day_of_birth_and_today_are_possible(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    for day, month in (("20", "6"), ("24", "11")):
        days = {"given-day": day, "given-month": month}
        form = filled_in(visitor, report_of(minh), **days)
        assert visitor.post(report_of(minh), data=form).status_code == 303


def test_a_vaccine_that_is_no_choice_is_refused(
    visitor: InspectingClient, minh: cast.Member
) -> None:
    form = filled_in(visitor, report_of(minh), vaccine="'; DROP TABLE dose; --")

    assert visitor.post(report_of(minh), data=form).status_code == 422
    assert not found(ServiceCase)


def needed(visitor: InspectingClient, member: cast.Member) -> str:
    page = visitor.get(f"/people/{member.person_id}/immunisations").text
    return page[page.index("<h2>Cần tiêm") : page.index("<h2>Sắp tới")]


def found(model: type[Row]) -> list[Row]:
    rows = list(session.scalars(sa.select(model)))
    session.commit()  # a transaction left open would hold the visitor up
    return rows
