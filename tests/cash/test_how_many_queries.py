"""Pages of cash ask the database a fixed number of times, however many people pay."""

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.cash.steps import OWN, a_collecting_commune, at, head_of, take
from tests.client import InspectingClient
from tests.fees.money import charges_for


def asked(browser: InspectingClient, path: str, statements: list[str]) -> int:
    """Return how many statements a page sends."""
    session.commit()
    statements.clear()
    assert browser.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize(
    "path", ["/cash", "/cash/households/{lans}", "/cash/box", "/cash/day"], ids=str
)
def test_a_page_of_a_village_head_asks_as_often_for_many(
    app: Flask, statements: list[str], path: str
) -> None:
    commune = a_collecting_commune()
    page, phone = path.format(lans=commune.lans), at(app, head_of())
    take(phone, commune.lans, commune.charges[0])

    before = asked(phone, page, statements)
    charges_for(commune.lans, commune.unit, 2025)
    neighbour = cast.a_person("Hà Thị Già", born=PartialDate.of_year(1950))
    charges_for(cast.a_household(neighbour, village=OWN), commune.unit)
    session.commit()
    take(phone, commune.lans, commune.charges[1])

    assert asked(phone, page, statements) == before <= 6


@pytest.mark.parametrize("path", ["/desk/cash", "/desk/cash/collectors", "/desk/cash/deposits"])
def test_a_page_of_the_desk_asks_little_more_than_any_page(
    app: Flask, statements: list[str], path: str
) -> None:
    a_collecting_commune()
    desk = at(app, cast.dung())

    any_page = asked(desk, "/staff/", statements)

    assert asked(desk, path, statements) <= any_page + 3
