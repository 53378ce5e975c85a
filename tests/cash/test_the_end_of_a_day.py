"""A day is counted once, cash goes to the bank once a slip, and the head sees who holds what."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cash import boxes
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger import amounts
from portal.ledger.models import Book
from portal.receiving.models import CashDeposit
from tests import cast
from tests.cash.steps import a_collecting_commune, at, head_of, take
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import books


def close(browser: InspectingClient, counted: str, note: str = "") -> int:
    fields = {"counted": counted, "note": note}
    return browser.submit("/staff/", fields, to="/cash/day").status_code


def deposit(browser: InspectingClient, amount: str, slip: str) -> int:
    fields = {"amount": amount, "bank_slip": slip}
    return browser.submit("/staff/", fields, to="/desk/cash/deposits").status_code


def test_a_day_is_closed_once_and_the_next_one_again(app: Flask, time: Time) -> None:
    commune = a_collecting_commune()
    desk = at(app, cast.hanh())
    take(desk, commune.lans, *commune.charges)

    assert "2,000" in desk.get("/cash/day").text
    assert close(desk, "2.000") == 303
    assert close(desk, "2.000") == 422
    assert "Today is closed" in desk.get("/cash/day").text
    time.pass_by(days=1)
    desk = at(app, cast.dung())
    assert close(desk, "0") == 303
    assert len(lines(Event.DAY_CLOSED)) == 2


def lines(event: Event) -> list[AuditLine]:
    return list(session.scalars(sa.select(AuditLine).where(AuditLine.event == event)))


def test_a_difference_needs_its_reason_and_changes_no_book(app: Flask) -> None:
    commune, head = a_collecting_commune(), head_of()
    phone = at(app, head)
    take(phone, commune.lans, *commune.charges)

    assert close(phone, "1.500") == 422
    assert close(phone, "1.500", "Rơi mất 500 đ trên đường") == 303

    page = phone.get("/cash/day").text
    assert "Rơi mất 500 đ trên đường" in page
    assert "-500" in page
    assert boxes.held(commune.unit, head.staff_id) == 2_000


def test_cash_goes_to_the_bank_once_for_a_slip(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    take(desk, commune.lans, *commune.charges)

    assert deposit(desk, "1.500", "fc 001") == 303
    assert deposit(desk, "500", "FC 001") == 422, "the same slip"
    assert deposit(desk, "501", "FC 002") == 422, "more than there is"
    assert deposit(desk, "0", "FC 003") == 422
    assert deposit(desk, "500", " ") == 422

    assert books(commune.unit) == {Book.FEES: -2_000, Book.CASH: 500, Book.DEPOSITS: 1_500}
    assert session.scalars(sa.select(CashDeposit.bank_slip)).all() == ["FC 001"]
    assert "On its way" in desk.get("/desk/cash/deposits").text


def test_the_head_sees_every_collector_of_the_commune_and_nobody_elses(app: Flask) -> None:
    commune, head = a_collecting_commune(), head_of()
    phone = at(app, head)
    take(phone, commune.lans, *commune.charges)
    close(phone, "1.500", "Rơi mất 500 đ")
    dung = cast.dung()

    page = at(app, dung).get("/desk/cash/collectors").text

    assert "Cầm Văn Thôn" in page
    assert "2,000" in page
    assert "24 Nov 2026 <b>(-500" in page
    assert at(app, cast.hanh()).get("/desk/cash/collectors").status_code == 404
    assert at(app, head).get("/desk/cash/collectors").status_code == 404


def test_another_commune_sees_none_of_it(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    take(desk, commune.lans, *commune.charges)
    deposit(desk, "500", "FC 001")
    far = at(app, cast.elsewhere())

    for path in ("/desk/cash", "/cash/box", "/cash/day", "/desk/cash/deposits"):
        page = far.get(path)
        assert page.status_code == 200
        assert "FC 001" not in page.text
        assert "DS-2026" not in page.text
    assert deposit(far, "500", "FC 009") == 404
    assert close(far, "0") == 404


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("6000", 6_000),
        ("6.000", 6_000),
        ("6,000", 6_000),
        (" 6 000 đ ", 6_000),
        ("1.234.567 đồng", 1_234_567),
        ("6000 VND", 6_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: int) -> None:
    assert amounts.parse(typed, "amount") == amount


@pytest.mark.parametrize("typed", ["", "6.5", "6.00", "-6", "6e3", "6.0000", "six", "1..000"])
def test_what_can_be_read_in_two_ways_is_no_amount(app: Flask, typed: str) -> None:
    with app.test_request_context(), pytest.raises(RuleBroken):
        amounts.parse(typed, "amount")


@pytest.mark.parametrize("figures", ["9" * 13, "1" * 14, "9" * 5_000], ids=len)
def test_a_number_without_an_end_is_refused_beside_its_field(app: Flask, figures: str) -> None:
    with app.test_request_context(), pytest.raises(RuleBroken) as refused:
        amounts.parse(figures, "counted")
    assert refused.value.field == "counted"
