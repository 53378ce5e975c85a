"""Values that cannot be compared or are not sure are still shown, and never called none."""

from datetime import date

from flask import Flask

from portal.kernel.partial_date import PartialDate
from portal.measurements.kinds import MeasurementKind
from tests import cast
from tests.client import InspectingClient
from tests.measurements.test_values_over_time import measured, page_of, pressure, words_of


def test_a_weight_past_ten_years_is_drawn_without_the_reference(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    boy = cast.a_person("Hà Nam", born=PartialDate(date(2014, 3, 1)))
    cast.represents(lan, boy)
    measured(boy, MeasurementKind.WEIGHT, "35.5")

    page = page_of(visitor, lan, boy, "growth")

    assert "35,5 kg" in words_of(page)
    assert '<polygon class="outer"' not in page
    assert "so với tuổi" not in page


def test_a_child_whose_birthday_is_not_known_has_values_without_a_verdict(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    child = cast.a_person("Hà Bắc", born=PartialDate.of_year(2024))
    cast.represents(lan, child)
    measured(child, MeasurementKind.HEIGHT, "80")

    page = page_of(visitor, lan, child, "growth")

    assert "80 cm" in words_of(page)
    assert "so với tuổi" not in page


def test_doubtful_values_alone_are_listed_without_a_picture(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    pressure(men, 120, 80, questionable=True)

    page = page_of(visitor, men, men, "pressure")

    assert "Chưa ghi nhận" in page
    assert "do phần mềm tự điền: 24/11/2026: 120/80" in words_of(page)
    assert 'role="img"' not in page
    assert "Chưa đo lần nào" not in page
