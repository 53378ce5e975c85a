"""A dose given: of the catalogue, on a day that has come, checked when the schedule doubts it."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.consents.sections import Section
from portal.immunisation.models import Dose
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from portal.people.kinds import Source
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic.adding import add, allow, entries, lines


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def minh(lan: Member) -> Member:
    return cast.minh(lan)


@pytest.fixture
def quan(minh: Member, visitor: InspectingClient) -> StaffCast:
    """Return the doctor, signed in, who may see the baby's doses."""
    doctor = cast.quan()
    allow(minh, doctor, Section.DOSES)
    session.commit()
    cast.sign_in_staff(visitor, doctor)
    visitor.set_cookie("language", "en")
    return doctor


def on(day: date, vaccine: str = "dpt_hepb_hib", **more: str) -> dict[str, str]:
    return {
        "vaccine": vaccine,
        "given-day": str(day.day),
        "given-month": str(day.month),
        "given-year": str(day.year),
    } | more


def doses() -> list[Dose]:
    found = list(session.scalars(sa.select(Dose).order_by(Dose.given_on)))
    session.commit()
    return found


def test_a_dose_is_written_as_it_was_typed(
    minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    answer = add(visitor, minh, "dose", on(date(2026, 8, 25), lot="SII-0423", reaction="Sưng nhẹ"))

    assert answer.status_code == 303
    [dose] = doses()
    assert (dose.vaccine_code, dose.given_on) == ("dpt_hepb_hib", date(2026, 8, 25))
    assert dose.given_precision is Precision.DAY
    assert (dose.lot, dose.reaction) == ("SII-0423", "Sưng nhẹ")
    assert dose.facility_name == "Trạm Y tế xã Đồng Sen"
    assert dose.vaccinator == dose.recorded_by == "Bác sĩ Lê Minh Quân"
    assert dose.source is Source.STATION
    [line] = lines(Event.RECORD_ADDED)
    assert (line.section, line.object_ref) == ("doses", f"dose:{dose.id}")


def test_the_mother_sees_it_among_the_doses_given(
    lan: Member, minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, minh, "dose", on(date(2026, 8, 25)))
    cast.sign_in(visitor, lan)

    page = visitor.get(f"/people/{minh.person_id}/immunisations").text

    assert "25 Aug 2026" in page
    assert "Given 1" in page


def test_a_dose_too_close_is_checked_first(
    minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, minh, "dose", on(date(2026, 8, 25)))

    first = add(visitor, minh, "dose", on(date(2026, 9, 1)))
    assert first.status_code == 422
    assert "Very soon before or after another dose. Check the day, then tick here" in first.text
    assert len(doses()) == len(entries()) == 1

    second = add(visitor, minh, "dose", on(date(2026, 9, 1), checked="y"))
    assert second.status_code == 303
    assert len(doses()) == 2


def test_a_dose_typed_in_before_an_older_one_is_checked_too(
    minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, minh, "dose", on(date(2026, 9, 25)))

    assert add(visitor, minh, "dose", on(date(2026, 9, 20))).status_code == 422


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (on(date(2026, 11, 25)), "This day has not come yet"),
        (on(date(2026, 6, 19)), "This day is before the birth"),
        (on(date(2026, 8, 25), vaccine=""), "Choose the vaccine"),
        (on(date(2026, 8, 25), vaccine="water"), "Choose the vaccine"),
        (on(date(2026, 8, 25)) | {"given-day": "31", "given-month": "9"}, "There is no such day"),
        (on(date(2026, 8, 25), lot="x" * 41), "Write at most 40 letters"),
    ],
)
def test_a_wrong_dose_is_refused_beside_its_field(
    minh: Member,
    quan: StaffCast,
    visitor: InspectingClient,
    fields: dict[str, str],
    sentence: str,
) -> None:
    answer = add(visitor, minh, "dose", fields | {"reaction": "Sốt nhẹ"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Sốt nhẹ"' in answer.text
    assert doses() == []


def test_one_vaccine_on_one_day_is_one_dose(
    minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, minh, "dose", on(date(2026, 8, 25)))

    answer = add(visitor, minh, "dose", on(date(2026, 8, 25), checked="y"))

    assert answer.status_code == 422
    assert "This dose is in the record already" in answer.text
    assert len(doses()) == len(entries()) == 1


def test_the_same_form_twice_is_one_dose(
    minh: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    for _ in range(2):
        answer = add(visitor, minh, "dose", on(date(2026, 8, 25), form_key="c" * 32))
        assert answer.status_code == 303

    assert len(doses()) == 1
