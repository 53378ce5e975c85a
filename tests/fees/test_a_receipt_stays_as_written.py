"""What a receipt says is what it said the day it was written, years and changes later."""

import io
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.fees.order_models import ChargePayment, Receipt
from portal.kernel.db import database, session
from portal.people.models import Person
from portal.receiving.undoing import undo
from tests import cast
from tests.client import InspectingClient
from tests.fees.commands import fees
from tests.fees.household import a_charged_household, in_english, pay_by_transfer
from tests.fees.money import charges_for
from tests.oversight.openings import as_signed_in


def test_a_reprint_names_unit_and_people_as_the_first_print_did(
    app: Flask, visitor: InspectingClient
) -> None:
    home = a_charged_household()
    fees(app, "unit", "Xã Đồng Sen", "--address", "Thôn Ngọc", "--tax-code", "2800000001")
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()
    fees(
        app, "unit", "Xã Đồng Sen", "--name", "UBND phường Mới",
        "--address", "Phố Mới", "--tax-code", "2800000002",
    )  # fmt: skip
    session.execute(
        sa.update(Person).where(Person.id == home.men.person_id).values(full_name="Phạm Thị Mận")
    )
    session.commit()
    browser = in_english(visitor, home.lan)

    page = browser.get(f"/fees/receipts/{paid.receipt_id}").text
    answer = browser.get(f"/fees/receipts/{paid.receipt_id}/pdf")

    paper = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    for words in ("UBND xã đồng sen", "Phạm Thị Mến"):
        assert words in page
        assert words in paper
    assert "Thôn Ngọc" in paper
    assert "2800000001" in paper
    for text in (page, paper):
        assert "Mới" not in text
        assert "Mận" not in text


@pytest.mark.parametrize(
    "values",
    [{"unit_name": "UBND khác"}, {"amount": 1}, {"number": 7}, {"unit_tax_code": "1"}],
    ids=lambda values: next(iter(values)),
)
def test_the_database_changes_nothing_a_receipt_says(app: Flask, values: dict[str, object]) -> None:
    home = a_charged_household()
    pay_by_transfer(home, home.charges.values())
    session.commit()

    with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
        session.execute(sa.update(Receipt).values(values))
    session.rollback()


def test_the_database_deletes_no_receipt(app: Flask) -> None:
    home = a_charged_household()
    pay_by_transfer(home, home.charges.values())
    session.commit()

    with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
        session.execute(sa.delete(Receipt))
    session.rollback()


def test_the_database_changes_nothing_of_what_a_receipt_paid(app: Flask) -> None:
    home = a_charged_household()
    pay_by_transfer(home, home.charges.values())
    session.commit()
    lines = sa.update(ChargePayment)
    changes = [
        lines.values(full_name="Người khác"),
        lines.values(amount=1),
        lines.values(paid_at=ChargePayment.paid_at),
        lines.values(receipt_id=uuid4()),
        sa.delete(ChargePayment),
    ]

    for change in changes:
        with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
            session.execute(change)
        session.rollback()


def test_what_was_paid_goes_over_to_no_charge_of_another_year(app: Flask) -> None:
    home, hung = a_charged_household(), cast.hung()
    other = cast.a_household(hung, code="DS-0009")
    of_2026 = charges_for(other, home.unit)[hung.person_id]
    of_2025 = charges_for(other, home.unit, 2025)[hung.person_id]
    pay_by_transfer(home, [home.charges[home.men.person_id]])
    session.commit()

    with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
        session.execute(sa.update(ChargePayment).values(charge_id=of_2025))
    session.rollback()
    session.execute(sa.update(ChargePayment).values(charge_id=of_2026))


def test_an_annulment_is_not_taken_back_nor_told_otherwise(app: Flask) -> None:
    home, hanh = a_charged_household(), cast.hanh()
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()
    undo(paid.receipt_id, "ghi nhầm hộ", by=replace(as_signed_in(hanh), commune="Xã Đồng Sen"))
    session.commit()
    in_force = {"annulled_at": None, "annulled_by": None, "annulled_why": None}
    changes = [
        sa.update(Receipt).values(in_force),
        sa.update(Receipt).values(annulled_why="lý do khác"),
        sa.update(Receipt).values(annulled_by=cast.thom().staff_id),
        sa.update(ChargePayment).values(reversed_at=None),
    ]

    for change in changes:
        with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
            session.execute(change)
        session.rollback()


def test_the_number_of_the_electronic_receipt_is_written_once(app: Flask) -> None:
    home = a_charged_household()
    pay_by_transfer(home, home.charges.values())
    session.execute(sa.update(Receipt).values(official_number="1C26T-7"))
    session.commit()

    for number in ("1C26T-8", None):
        with pytest.raises(sa.exc.DatabaseError, match="a receipt stays as it was written"):
            session.execute(sa.update(Receipt).values(official_number=number))
        session.rollback()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
@pytest.mark.parametrize("table", ["fee_receipt", "fee_charge_payment"])
def test_no_table_of_receipts_is_emptied(app: Flask, table: str) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match="a receipt stays as it was written"),
        database().transaction() as connection,
    ):
        connection.execute(sa.text(f"TRUNCATE {table} CASCADE"))


def test_the_desk_of_the_unit_reads_the_old_name_too(app: Flask, visitor: InspectingClient) -> None:
    home, member = a_charged_household(), cast.hanh()
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()
    fees(app, "unit", "Xã Đồng Sen", "--name", "UBND phường Mới")

    desk = cast.sign_in_staff(visitor, member)
    answer = desk.get(f"/desk/fees/receipts/{paid.receipt_id}/pdf")

    assert "UBND xã đồng sen" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
