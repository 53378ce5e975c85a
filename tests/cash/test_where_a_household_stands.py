"""A village head sees at a glance who is asked and who has paid, and how."""

from uuid import UUID

import pytest
from flask import Flask

from portal.cash.village_lists import HouseholdRow, HowPaid
from portal.kernel.db import session
from tests.cash.steps import a_collecting_commune, at, head_of, take
from tests.fees.money import charges_for

HOUSEHOLD = UUID(int=1)


@pytest.mark.parametrize(
    ("still_open", "paid", "without_cash", "stands"),
    [
        (3_000, 0, 0, HowPaid.OPEN),
        (1_000, 2_000, 0, HowPaid.PARTLY),
        (1_000, 2_000, 2_000, HowPaid.PARTLY),
        (0, 3_000, 0, HowPaid.PAID),
        (0, 3_000, 3_000, HowPaid.WITHOUT_CASH),
        (0, 3_000, 1_000, HowPaid.PAID),
        (0, 0, 0, HowPaid.NOTHING),
    ],
)
def test_amounts_say_where_a_household_stands(
    still_open: int, paid: int, without_cash: int, stands: HowPaid
) -> None:
    row = HouseholdRow(
        id=HOUSEHOLD, code="H1", head="", open=still_open, paid=paid, without_cash=without_cash
    )

    assert row.how_paid is stands
    assert row.how_paid.tone == ("due" if still_open else "done" if paid else "plain")


def test_who_paid_last_year_has_paid_nothing_of_this_one(app: Flask) -> None:
    commune = a_collecting_commune()
    head = at(app, head_of())
    assert take(head, commune.lans, *commune.charges).status_code == 303
    assert "Partly paid" not in head.get("/cash").text
    charges_for(commune.lans, commune.unit, year=2027)
    session.commit()

    page = head.get("/cash").text

    assert "Partly paid" not in page
    assert "Not paid yet" in page
    assert "Paid for 2027: 0" in page
