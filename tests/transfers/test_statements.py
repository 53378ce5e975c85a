"""A confirmed statement notes each amount once, whoever told it, and places what says for whom."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import Arrival, Provider
from portal.transfers.models import StatementImport
from tests import cast
from tests.client import InspectingClient
from tests.fees.money import a_unit, books, charges_for
from tests.transfers import sheets
from tests.transfers.arriving import arrives
from tests.transfers.brought import PAGE, brings, brings_and_a_colleague_confirms, says
from tests.transfers.test_queue import at


@pytest.fixture
def hanh(app: Flask) -> InspectingClient:
    return at(app, cast.hanh())


@pytest.fixture
def dung(app: Flask) -> InspectingClient:
    return at(app, cast.dung())


def count() -> int:
    found = session.scalars(sa.select(sa.func.count()).select_from(Arrival)).one()
    session.commit()
    return found


def test_a_statement_places_what_says_for_whom_and_keeps_the_rest(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    session.commit()

    answer = brings_and_a_colleague_confirms(
        hanh,
        dung,
        sheets.csv(
            ("05/11/2026", "FT1", "", "2.000", f"MBVCB {ordered.memo.lower()}"),
            ("05/11/2026", "FT2", "", "9.000", "không rõ"),
            ("31/02/2026", "FT3", "", "1.000", "x"),
        ),
    )

    assert answer.status_code == 303, answer.text
    page = dung.get(answer.location).text
    assert "Of 2 new payments 1 found their household" in page
    assert books(unit) == {Book.FEES: -2_000, Book.UNPLACED: -9_000, Book.BANK: 11_000}
    assert "This day cannot be read" in page
    kept = session.execute(
        sa.select(StatementImport.new, StatementImport.known, StatementImport.refused)
    ).one()
    assert tuple(kept) == (2, 0, 1)


def test_the_same_file_twice_changes_nothing(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    a_unit()
    session.commit()
    content = sheets.csv(("05/11/2026", "", "", "9.000", "a"), ("05/11/2026", "", "", "9.000", "a"))
    brings(hanh, content)

    while_it_waits = brings(dung, content)
    says(dung, "confirm")
    again = brings(hanh, content)
    brings_and_a_colleague_confirms(hanh, dung, content + b"\r\n06/11/2026;FT9;;1.000;b")

    for answer in (while_it_waits, again):
        assert answer.status_code == 422
        assert "brought before" in answer.text
    assert count() == 3


def test_what_a_messenger_told_is_known_by_its_reference(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    unit = a_unit()
    arrives(unit, 5_000, "nop phi", "FT1")
    session.commit()

    told = ("24/11/2026", "ft 1", "", "5.000", "NOP PHI")
    brings_and_a_colleague_confirms(hanh, dung, sheets.csv(told))

    assert count() == 1
    other = ("24/11/2026", "FT1", "", "6.000", "NOP PHI")
    brings_and_a_colleague_confirms(hanh, dung, sheets.csv(other))
    more = sheets.csv(other, ("24/11/2026", "FT2", "", "1.000", "x"))
    brings_and_a_colleague_confirms(hanh, dung, more)
    assert books(unit) == {Book.UNPLACED: -12_000, Book.BANK: 12_000}


def test_without_a_reference_day_amount_and_text_tell_what_is_known(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    unit = a_unit()
    arrives(unit, 5_000, "MBVCB.123.nộp phí hộ 12", "FT1")
    session.commit()

    brings_and_a_colleague_confirms(
        hanh,
        dung,
        sheets.csv(
            ("24/11/2026", "", "", "5.000", "nop phi ho 12"),
            ("24/11/2026", "", "", "5.000", "nop phi ho 12"),
            ("23/11/2026", "", "", "5.000", "nop phi ho 12"),
        ),
    )

    assert count() == 3, "one of the three was known"


def test_a_workbook_is_taken_too_and_one_that_wants_all_memory_is_not(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    unit = a_unit()
    session.commit()

    assert brings(hanh, sheets.far_corner(), "saoke.xlsx").status_code == 422
    row = ("05/11/2026", "FT1", "", 7000, "x")
    brings_and_a_colleague_confirms(hanh, dung, sheets.workbook(row), "saoke.xlsx")

    assert books(unit) == {Book.UNPLACED: -7_000, Book.BANK: 7_000}


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"a" * (1024 * 1024 + 1)], ids=["empty", "pdf", "large"]
)
def test_what_is_no_statement_is_refused_beside_its_field(
    app: Flask, hanh: InspectingClient, content: bytes
) -> None:
    a_unit()
    session.commit()

    assert brings(hanh, content).status_code in (413, 422)
    assert count() == 0


def test_a_file_in_which_nothing_came_in_is_refused_with_its_rows(
    app: Flask, hanh: InspectingClient
) -> None:
    a_unit()
    session.commit()

    answer = brings(hanh, sheets.csv(("31/02/2026", "FT3", "", "1.000", "x")))

    assert answer.status_code == 422
    assert "No row of this file says that money came in" in answer.text
    assert "This day cannot be read" in answer.text


def test_a_form_without_a_file_is_refused(app: Flask, hanh: InspectingClient) -> None:
    a_unit()
    session.commit()

    assert "Choose a file" in hanh.submit(PAGE, {}).text


def test_more_than_two_hundred_payments_are_too_many(app: Flask, hanh: InspectingClient) -> None:
    a_unit()
    session.commit()
    rows = [("05/11/2026", f"FT{number}", "", "1.000", "x") for number in range(201)]

    assert brings(hanh, sheets.csv(*rows)).status_code == 422
    assert count() == 0


def test_two_communes_may_have_one_reference(
    app: Flask, hanh: InspectingClient, dung: InspectingClient
) -> None:
    ours, theirs = a_unit(), a_unit("Xã Nà Hoa", "NH", "111")
    arrives(theirs, 5_000, "x", "FT1", Provider.STATEMENT)
    session.commit()

    content = sheets.csv(("05/11/2026", "FT1", "", "5.000", "x"))
    brings_and_a_colleague_confirms(hanh, dung, content)

    assert books(ours) == books(theirs) == {Book.UNPLACED: -5_000, Book.BANK: 5_000}


def test_a_stranger_cannot_send_a_long_file(app: Flask, visitor: InspectingClient) -> None:
    a_unit()
    session.commit()
    fields = {"file": (io.BytesIO(b"a" * 200_000), "saoke.csv")}

    answer = visitor.post(PAGE, data=fields, content_type="multipart/form-data")

    assert answer.status_code in (400, 413)
    assert count() == 0
