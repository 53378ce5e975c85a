"""What a receipt says is what it said the day it was written, years and changes later."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.fees.order_models import Receipt
from portal.kernel.db import session
from portal.people.models import Person
from tests import cast
from tests.client import InspectingClient
from tests.fees.commands import fees
from tests.fees.household import a_charged_household, in_english, pay_by_transfer


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


def test_the_desk_of_the_unit_reads_the_old_name_too(app: Flask, visitor: InspectingClient) -> None:
    home, member = a_charged_household(), cast.hanh()
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()
    fees(app, "unit", "Xã Đồng Sen", "--name", "UBND phường Mới")

    desk = cast.sign_in_staff(visitor, member)
    answer = desk.get(f"/desk/fees/receipts/{paid.receipt_id}/pdf")

    assert "UBND xã đồng sen" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
