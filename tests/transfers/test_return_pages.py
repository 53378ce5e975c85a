"""The pages on which money goes back and a receipt is annulled, and who reaches them."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import MoneyReturn, ReturnState
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees.money import a_unit, books, charges_for
from tests.issuing.test_whose_hand_slips_come_from import opened_by
from tests.transfers.arriving import arrives, parts

WHY = "chuyển nhầm tài khoản"


def at(app: Flask, staff: cast.StaffCast) -> InspectingClient:
    browser = cast.sign_in_staff(a_browser(app), staff)
    browser.set_cookie("language", "en")
    return browser


def asked(browser: InspectingClient, arrival: UUID, amount: str = "3.000") -> UUID:
    path = f"/desk/money/{arrival}"
    answer = browser.submit(path, {"amount": amount, "reason": WHY}, to=f"{path}/return")
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def say(browser: InspectingClient, back: UUID, word: str, proof: str = "FT99") -> int:
    path = f"/desk/money/returns/{back}/{word}"
    return browser.submit("/desk/money/statement", {"proof": proof}, to=path).status_code


def state(back: UUID) -> ReturnState | None:
    found = session.scalar(sa.select(MoneyReturn.state).where(MoneyReturn.id == back))
    session.commit()
    return found


def test_money_goes_back_by_two_people_and_a_proof(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())

    back = asked(hanh, arrival)

    assert "/allow" not in hanh.get(f"/desk/money/returns/{back}").text
    assert say(hanh, back, "allow") == 422
    assert "Money to give back" in dung.get("/oversight/waiting").text
    assert say(dung, back, "sent") == 422
    assert say(dung, back, "allow") == 303
    assert say(dung, back, "allow") == 422, "decided already"
    assert say(hanh, back, "sent", proof="x") == 422
    assert say(hanh, back, "sent") == 303
    assert say(hanh, back, "sent") == 422, "posted twice"
    assert state(back) is ReturnState.PAID_OUT
    assert parts(arrival) == (0, 3_000)
    assert books(unit) == {}
    assert "FT99" in hanh.get(f"/desk/money/returns/{back}").text
    assert "No money waits" in hanh.get("/desk/money").text


def test_more_than_is_left_cannot_be_asked_back(app: Flask) -> None:
    arrival = arrives(a_unit(), 3_000, "x", "FT1")
    hanh = at(app, cast.hanh())
    path = f"/desk/money/{arrival}"
    asked(hanh, arrival, "2.000")

    for amount in ("2.000", "-1.000", "0", "x", ""):
        fields = {"amount": amount, "reason": WHY}
        assert hanh.submit(path, fields, to=f"{path}/return").status_code == 422, amount
    fields = {"amount": "1.000", "reason": "x"}
    assert hanh.submit(path, fields, to=f"{path}/return").status_code == 422
    assert "On its way back" in hanh.get("/desk/money").text


def test_a_refused_return_leaves_the_money_waiting(app: Flask) -> None:
    arrival = arrives(a_unit(), 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = asked(hanh, arrival)

    assert say(hanh, back, "refuse") == 422
    assert say(dung, back, "refuse") == 303

    assert state(back) is ReturnState.REFUSED
    assert asked(hanh, arrival) != back


def test_another_commune_meets_no_return_and_no_receipt(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    a_unit("Xã Nà Hoa", "NH", "111")
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrives(unit, 1_000, ordered.memo, "FT1")
    receipt = receipt_of(household)
    other = arrives(unit, 3_000, "x", "FT2")
    back = asked(at(app, cast.hanh()), other)
    head = cast.a_staff_member(
        "tuoi2", "Cầm Thị Tươi", Role.STATION_HEAD, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )
    browser = at(app, head)

    assert browser.get(f"/desk/money/returns/{back}").status_code == 404
    for word in ("allow", "refuse", "sent"):
        assert say(browser, back, word) == 404, word
    assert browser.get(f"/desk/fees/receipts/{receipt}/annul").status_code == 404
    path = f"/desk/fees/receipts/{receipt}/annul"
    assert browser.submit("/desk/money/statement", {"reason": WHY}, to=path).status_code == 404
    assert state(back) is ReturnState.ASKED


def receipt_of(household: UUID) -> UUID:
    found = session.scalars(sa.select(Receipt.id).where(Receipt.household_id == household)).one()
    session.commit()
    return found


def test_the_head_annuls_a_receipt_and_its_money_waits(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 1_000, ordered.memo, "FT1")
    dung = at(app, cast.dung())
    path = f"/desk/fees/receipts/{receipt_of(household)}/annul"

    assert dung.submit(path, {"reason": "x"}).status_code == 422
    assert dung.submit(path, {"reason": "ghi nhầm hộ"}).status_code == 303

    page = dung.get(path).text
    assert "ghi nhầm hộ" in page
    assert re.search(r"<form[^>]*annul", page) is None
    assert "DS-2026-000001" in dung.get(f"/desk/money/{arrival}").text
    assert books(unit) == {Book.UNPLACED: -1_000, Book.BANK: 1_000}
    session.commit()
    again = dung.submit("/desk/money/statement", {"reason": "ghi nhầm hộ"}, to=path)
    assert again.status_code == 422


def test_only_a_head_annuls_and_never_for_their_own_house(app: Flask) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan, cast.men())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrives(unit, 2_000, ordered.memo, "FT1")
    path = f"/desk/fees/receipts/{receipt_of(household)}/annul"
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_HEAD, person=lan)

    assert at(app, cast.hanh()).get(path).status_code in (403, 404)
    assert at(app, own).submit(path, {"reason": "ghi nhầm hộ"}).status_code == 422
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_each_step_of_a_return_is_in_the_log(app: Flask) -> None:
    arrival = arrives(a_unit(), 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = asked(hanh, arrival)
    say(dung, back, "allow")
    say(hanh, back, "sent")

    lines = session.execute(
        sa.select(AuditLine.event, AuditLine.section)
        .where(AuditLine.object_ref == f"return:{back}")
        .order_by(AuditLine.seq)
    ).all()

    assert [tuple(line) for line in lines] == [
        (Event.RETURN_ASKED, None),
        (Event.RETURN_DECIDED, None),
        (Event.RETURN_DECIDED, "return:paid_out"),
    ]


def test_nobody_gives_back_what_their_own_household_sent(app: Flask) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan)
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 900, ordered.memo, "FT1")
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    browser, path = at(app, own), f"/desk/money/{arrival}"
    fields = {"amount": "900", "reason": WHY}

    assert browser.submit(path, fields, to=f"{path}/return").status_code == 422
    back = asked(at(app, cast.hanh()), arrival, "900")
    assert say(browser, back, "allow") == 422


def test_of_placing_and_asking_back_at_once_one_wins(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    charges = [str(each) for each in charges_for(household, unit).values()]
    arrival = arrives(unit, 2_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    path = f"/desk/money/{arrival}"
    posts: list[tuple[InspectingClient, str, dict[str, object]]] = [
        (hanh, f"{path}/charges", {"charges": charges}),
        (dung, f"{path}/return", {"amount": "2.000", "reason": WHY}),
    ]
    tokens = [browser.token("/desk/money/statement") for browser, _, _ in posts]

    def send(number: int) -> int:
        browser, to, fields = posts[number]
        return browser.post(to, data={**fields, "csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))

    assert answers == [303, 422]
    placed = parts(arrival)[0]
    asked_back = session.scalar(sa.select(sa.func.count()).select_from(MoneyReturn))
    assert (placed, asked_back) in {(2_000, 0), (0, 1)}


def test_the_head_reaches_the_annulment_from_the_receipt(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 1_000, ordered.memo, "FT1")
    path = f"/cash/receipts/{receipt_of(household)}"
    dung, hanh = at(app, cast.dung()), at(app, cast.hanh())

    assert path in hanh.get(f"/desk/money/{arrival}").text
    assert "/annul" in dung.get(path).text
    assert "/annul" not in hanh.get(path).text


@pytest.mark.parametrize("word", ["allow", "refuse"])
def test_who_opened_the_askers_account_is_no_second_person(app: Flask, word: str) -> None:
    arrival = arrives(a_unit(), 3_000, "x", "FT1")
    opener = cast.dung()
    asker = opened_by(opener)
    back = asked(at(app, asker), arrival)

    assert say(at(app, opener), back, word) == 422
    assert state(back) is ReturnState.ASKED
