"""Money struck as never come is not booked again by a statement; that it is shown is noted."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import session
from portal.ledger.models import Book
from portal.transfers.models import StatementLine
from tests import cast
from tests.client import InspectingClient
from tests.fees.money import a_unit, books
from tests.transfers import sheets
from tests.transfers.arriving import arrives
from tests.transfers.brought import brings, says, waiting
from tests.transfers.test_money_that_never_came import never_came, the_return
from tests.transfers.test_return_pages import at, say


def struck(hanh: InspectingClient, dung: InspectingClient, arrival: UUID) -> None:
    assert never_came(hanh, arrival) == 303
    assert say(dung, the_return(), "allow") == 303


def shown() -> list[UUID]:
    found = list(session.scalars(sa.select(StatementLine.arrival_id)))
    session.commit()
    return found


def test_struck_money_a_row_without_reference_shows_is_noted_and_not_booked(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 5_000, "nộp phí hộ 12", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    struck(hanh, dung, arrival)

    brings(hanh, sheets.csv(("24/11/2026", "", "", "5.000", "nop phi ho 12")))
    page = dung.get(f"/desk/money/statements/{waiting()}").text
    says(dung, "confirm")

    assert "Struck from our books" in page
    assert books(unit) == {}
    assert shown() == [arrival]


def test_struck_money_with_the_banks_reference_is_noted_and_not_booked(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 5_000, "nộp phí hộ 12", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    struck(hanh, dung, arrival)

    brings(hanh, sheets.csv(("24/11/2026", "FT1", "", "5.000", "nop phi ho 12")))
    says(dung, "confirm")

    assert books(unit) == {}
    assert shown() == [arrival]


def test_a_row_is_the_money_that_stands_before_it_is_the_struck_one(app: Flask) -> None:
    unit = a_unit()
    first = arrives(unit, 5_000, "nộp phí hộ 12", "FT1")
    second = arrives(unit, 5_000, "nộp phí hộ 12", "FT2")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    struck(hanh, dung, min(first, second))

    brings(hanh, sheets.csv(("24/11/2026", "", "", "5.000", "nop phi ho 12")))
    says(dung, "confirm")

    assert shown() == [max(first, second)]
    assert books(unit) == {Book.UNPLACED: -5_000, Book.BANK: 5_000}


def test_what_a_struck_row_of_a_statement_was_another_row_answers_for(app: Flask) -> None:
    unit = a_unit()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    same = ("24/11/2026", "", "", "5.000", "nop phi ho 12")
    session.commit()
    brings(hanh, sheets.csv(same))
    says(dung, "confirm")
    (arrival,) = shown()
    struck(hanh, dung, arrival)

    brings(hanh, sheets.csv(same, same))
    says(dung, "confirm")

    assert books(unit) == {Book.UNPLACED: -5_000, Book.BANK: 5_000}, "the second was never here"
    assert shown().count(arrival) == 2, "either statement shows it"
