"""Values over time: verdict, number, picture, table; doubtful ones listed, never drawn."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Sex, Source
from tests import cast
from tests.client import HEALTH_WORDS, InspectingClient
from tests.visits.builders import MORNING, a_visit, glucose

KINDS = ("pressure", "weight", "glucose", "growth")


def measured(
    person: cast.Member, kind: MeasurementKind, value: str, *, days_ago: int = 0, **more: Any
) -> None:
    """Add a value measured so many days ago; the caller commits."""
    session.add(
        Measurement(
            person_id=person.person_id,
            kind=kind,
            value=Decimal(value),
            taken_at=clock.now() - timedelta(days=days_ago),
            source=Source.CLAIM_FILE,
            recorded_on=date(2026, 11, 12),
            **more,
        )
    )


def pressure(
    person: cast.Member, upper: int, lower: int, *, days_ago: int = 0, **more: Any
) -> None:
    measured(
        person,
        MeasurementKind.PRESSURE,
        str(upper),
        days_ago=days_ago,
        second_value=Decimal(lower),
        **more,
    )


def a_girl(mother: cast.Member) -> cast.Member:
    girl = cast.a_person("Hà Vy", born=PartialDate(date(2026, 2, 20)), sex=Sex.FEMALE)
    cast.represents(mother, girl)
    return girl


def page_of(visitor: InspectingClient, reader: cast.Member, person: cast.Member, kind: str) -> str:
    """Sign in and open the page of one kind of value."""
    session.commit()
    cast.sign_in(visitor, reader)
    return opened(visitor, person, kind)


def opened(visitor: InspectingClient, person: cast.Member, kind: str) -> str:
    answer = visitor.get(f"/people/{person.person_id}/measurements/{kind}")
    assert answer.status_code == 200
    return answer.text


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("upper", "lower", "verdict"),
    [
        (139, 89, "Trong mục tiêu"),
        (140, 80, "Cao hơn mục tiêu"),
        (120, 90, "Cao hơn mục tiêu"),
    ],
)
def test_a_pressure_is_held_against_the_clinic_target(
    app: Flask, visitor: InspectingClient, upper: int, lower: int, verdict: str
) -> None:
    men = cast.men()
    pressure(men, upper, lower)

    page = words_of(page_of(visitor, men, men, "pressure"))

    assert f"{upper}/{lower} mmHg {verdict}" in page
    assert "dưới 140/90 (Quyết định 3192/QĐ-BYT 2010)" in page


def test_verdict_and_number_come_before_picture_and_table(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    for days, upper in ((0, 142), (30, 150), (60, 162)):
        pressure(men, upper, 86, days_ago=days)

    page = page_of(visitor, men, men, "pressure")

    in_order = (
        "<h1>Huyết áp</h1>",
        "142/86",
        "Cao hơn mục tiêu",
        'role="img"',
        "<details>",
        "162/86",
    )
    places = [page.index(each) for each in in_order]
    assert places == sorted(places)
    assert page.count('<polyline class="one"') == page.count('<polyline class="two"') == 1


def test_a_doubtful_value_is_listed_but_never_drawn_nor_the_newest(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    measured(men, MeasurementKind.WEIGHT, "54.2", days_ago=30)
    measured(men, MeasurementKind.WEIGHT, "99", questionable=True)

    page = page_of(visitor, men, men, "weight")

    assert "54,2" in page.split("key-figure")[1][:40]
    assert page.count('class="one" cx=') == 2, "one point and its mark in the legend"
    assert "Không vẽ, có thể do phần mềm tự điền: 24/11/2026: 99" in words_of(page)


def test_a_replaced_value_is_gone(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    measured(men, MeasurementKind.WEIGHT, "54.2")
    measured(men, MeasurementKind.WEIGHT, "77", days_ago=1, replaced_at=clock.now())

    assert "77" not in words_of(page_of(visitor, men, men, "weight"))


def test_fasting_results_of_the_laboratory_are_among_the_blood_sugar_values(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    measured(men, MeasurementKind.GLUCOSE, "8.6", days_ago=40)
    visit = a_visit(men, at=MORNING)
    glucose(men, visit, "7,8", resulted_at=MORNING)
    glucose(men, visit, "140", unit="mg/dL", position=1, resulted_at=MORNING + timedelta(days=1))

    page = words_of(page_of(visitor, men, men, "glucose"))

    assert "7,8 mmol/L" in page
    assert "12/11/2026 7,8" in page
    assert "8,6" in page
    assert "140" not in page, "another unit is not the same line"


def test_a_child_stands_on_the_who_reference_with_a_reviewed_sentence(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    vy = a_girl(lan)
    for days, kilograms in ((1, "7.6"), (90, "6.6")):
        measured(vy, MeasurementKind.WEIGHT, kilograms, days_ago=days)
    measured(vy, MeasurementKind.HEIGHT, "58", days_ago=1)

    page = page_of(visitor, lan, vy, "growth")

    assert "7,6 kg Bình thường so với tuổi Cho bé ăn đủ chất" in words_of(page)
    assert "58 cm Thấp so với tuổi" in words_of(page)
    assert page.count('<polygon class="outer"') == 2
    assert "WHO Child Growth Standards 2006" in page


def test_only_a_child_is_offered_the_growth_page(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    vy = a_girl(lan)

    assert "Tăng trưởng" in page_of(visitor, lan, vy, "weight")
    assert "Tăng trưởng" not in opened(visitor, lan, "weight")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_measured_is_said_with_what_comes_next(
    app: Flask, visitor: InspectingClient, kind: str
) -> None:
    men = cast.men()

    page = page_of(visitor, men, men, kind)

    assert "Chưa đo lần nào" in page
    assert "Đo tại trạm thì số hiện ở đây trong ngày." in page


def test_titles_name_no_value(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    for kind in KINDS:
        title = re.search(r"<title>(.*?)</title>", opened(visitor, men, kind))
        assert title
        assert title[1] == "Chỉ số đo – Hồ sơ sức khỏe"
        assert not HEALTH_WORDS.search(title[1])


def test_a_stranger_gets_404(app: Flask, visitor: InspectingClient) -> None:
    men, hung = cast.men(), cast.hung()
    pressure(men, 140, 90)
    session.commit()
    cast.sign_in(visitor, hung)

    for kind in (*KINDS, "unknown"):
        path = f"/people/{men.person_id}/measurements/{kind}"
        assert visitor.get(path).status_code == 404
