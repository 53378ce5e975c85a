"""Measured values: possible ones are written, unusual ones only after measuring again."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.consents.sections import Section
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.bounds import bounds_of
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Source
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic.adding import add, allow, entries, lines

PRESSURE = {"pressure_upper": "142", "pressure_lower": "86"}
TODAY = date(2026, 11, 24)


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(men: Member, visitor: InspectingClient) -> StaffCast:
    """Return the doctor, signed in, whom Mến lets see her visits."""
    doctor = cast.quan()
    allow(men, doctor, Section.VISITS)
    session.commit()
    cast.sign_in_staff(visitor, doctor)
    visitor.set_cookie("language", "en")
    return doctor


def values() -> list[Measurement]:
    found = list(session.scalars(sa.select(Measurement).order_by(Measurement.id)))
    session.commit()
    return found


def test_values_are_written_with_comma_or_point(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    answer = add(
        visitor, men, "values", PRESSURE | {"temperature": "36,8", "weight": "48.5", "pulse": "72"}
    )

    assert answer.status_code == 303
    found = {one.kind: one for one in values()}
    pressure = found[MeasurementKind.PRESSURE]
    assert (pressure.value, pressure.second_value) == (Decimal(142), Decimal(86))
    assert found[MeasurementKind.TEMPERATURE].value == Decimal("36.8")
    assert found[MeasurementKind.WEIGHT].value == Decimal("48.5")
    assert len(found) == 4
    for one in found.values():
        assert one.source is Source.STATION
        assert one.facility_code == cast.STATION
        assert one.recorded_by == "Bác sĩ Lê Minh Quân"
        assert one.recorded_on == TODAY
    [entry] = entries()
    [line] = lines(Event.RECORD_ADDED)
    assert line.object_ref == f"values:{entry.object_id}"


def test_the_resident_sees_them_with_source_and_day(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "values", PRESSURE)
    cast.sign_in(visitor, men)

    page = visitor.get(f"/people/{men.person_id}/measurements/pressure").text

    assert "142/86" in page
    assert "Commune station" in page


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("pulse", "20000", "Write a number, such as 36.5"),
        ("pulse", "bảy hai", "Write a number, such as 36.5"),
        ("pulse", "١٢", "Write a number, such as 36.5"),
        ("pulse", "-72", "Write a number, such as 36.5"),
        ("temperature", "386", "Must be from 30 to 43 °C"),
        ("oxygen", "101", "Must be from 30 to 100 %"),
        ("weight", "0,4", "Must be from 0.5 to 300 kg"),
        ("pressure_upper", "142", "Write both values of the blood pressure"),
    ],
)
def test_an_impossible_value_is_refused_beside_its_field(
    men: Member,
    quan: StaffCast,
    visitor: InspectingClient,
    field: str,
    text: str,
    sentence: str,
) -> None:
    answer = add(visitor, men, "values", {field: text, "height": "152", "measured_again": "y"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{text}"' in answer.text
    assert 'value="152"' in answer.text
    assert values() == []


def test_the_lower_pressure_is_the_lower(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    swapped = {"pressure_upper": "86", "pressure_lower": "90", "measured_again": "y"}

    answer = add(visitor, men, "values", swapped)

    assert answer.status_code == 422
    assert "Must be less than the upper value" in answer.text


def test_an_unusual_value_is_measured_again(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    high = {"pressure_upper": "212", "pressure_lower": "118"}
    path = f"/clinic/patients/{men.person_id}/add/values"
    assert "measured_again" not in visitor.get(path).text

    first = add(visitor, men, "values", high)
    second = add(visitor, men, "values", high | {"measured_again": "y"})

    assert first.status_code == 422
    assert "Unusual value: measure again, then tick at the end" in first.text
    assert 'name="measured_again"' in first.text
    assert second.status_code == 303
    assert [one.value for one in values()] == [Decimal(212)]


def test_an_empty_form_is_refused(men: Member, quan: StaffCast, visitor: InspectingClient) -> None:
    answer = add(visitor, men, "values", {})

    assert answer.status_code == 422
    assert "Write at least one value" in answer.text
    assert entries() == []


def test_the_same_form_twice_writes_once(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    for _ in range(2):
        answer = add(visitor, men, "values", PRESSURE | {"form_key": "0" * 32})
        assert answer.status_code == 303

    assert len(values()) == 1
    assert len(lines(Event.RECORD_ADDED)) == 1


def test_two_sets_at_one_moment_both_stand(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    for pulse in ("72", "74"):
        assert add(visitor, men, "values", {"pulse": pulse}).status_code == 303

    assert len(values()) == 2


@pytest.mark.parametrize(
    ("born", "usual"),
    [
        (PartialDate(date(2026, 6, 20)), True),
        (PartialDate(date(1958, 3, 12)), False),
        (PartialDate.of_year(2010), True),
    ],
)
def test_what_is_usual_depends_on_the_age(born: PartialDate, usual: bool) -> None:
    assert bounds_of("pulse").is_usual(Decimal(150), born, TODAY) is usual


def test_a_usual_value_is_possible() -> None:
    names = [
        kind.value for kind in MeasurementKind if kind.value not in {"pressure", "respiration"}
    ]
    for name in (*names, "pressure_upper", "pressure_lower"):
        bounds = bounds_of(name)
        for usual in (bounds.adult, bounds.child):
            assert bounds.possible.least <= usual.least < usual.most <= bounds.possible.most
