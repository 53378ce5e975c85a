"""The page of one arrival: what it costs the database, and what a refusal in it leaves standing."""

from collections.abc import Iterable
from uuid import UUID

import pytest
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.cash.steps import at
from tests.client import InspectingClient
from tests.fees.money import a_unit, charges_for
from tests.transfers.arriving import arrives

_BORN = PartialDate.of_year(1970)
# What each form of the page refuses.
REFUSED = {
    "find": {"household": "x"},
    "charges": {},
    "return": {"amount": "nothing", "reason": "Chuyển nhầm"},
    "never-came": {"never_came": "no"},
}


def households_of_one_name(numbers: Iterable[int], unit: UUID) -> list[UUID]:
    """Charge households whose heads bear one name, and let each order a transfer."""
    made = []
    for number in numbers:
        head = cast.a_person("Hà Văn Giàng", born=_BORN, with_account=False)
        household = cast.a_household(head, village="Suối Bạc", code=f"DS-{number:04}")
        order(charges_for(household, unit).values(), household, Method.TRANSFER)
        made.append(household)
    session.commit()
    return made


def asked(browser: InspectingClient, path: str, statements: list[str]) -> int:
    """Return how many statements a page sends."""
    session.commit()
    statements.clear()
    assert browser.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize("chosen", [0, 1, 5])
def test_one_candidate_or_thirty_cost_as_many_statements(
    app: Flask, statements: list[str], chosen: int
) -> None:
    unit = a_unit()
    [first] = households_of_one_name([1], unit)
    path = f"/desk/money/{arrives(unit, 30_000, 'Ha Van Giang nop phi', 'FT1')}"
    desk = at(app, cast.hanh())
    any_page = asked(desk, "/staff/", statements)
    one = asked(desk, f"{path}?household={first}" if chosen else path, statements)

    named = [first, *households_of_one_name(range(2, 31), unit)][:chosen]
    many = asked(desk, f"{path}?" + "&".join(f"household={each}" for each in named), statements)

    assert many == one <= any_page + 13


def test_a_refusal_keeps_the_households_that_were_chosen(app: Flask) -> None:
    unit = a_unit()
    [household] = households_of_one_name([1], unit)
    path = f"/desk/money/{arrives(unit, 30_000, 'nop phi', 'FT1')}"
    chosen = f"?household={household}"
    desk = at(app, cast.hanh())
    page = desk.get(path + chosen).text

    for form, fields in REFUSED.items():
        assert f'action="{path}/{form}{chosen}"' in page
        answer = desk.submit(path, fields, to=f"{path}/{form}{chosen}")
        assert answer.status_code == 422
        assert "Choose for whom" in answer.text, "the household is still there"
        assert 'id="error-summary"' in answer.text
