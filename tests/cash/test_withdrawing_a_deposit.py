"""A deposit that never went to the bank as written is withdrawn by two people, and stays seen."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.cash import withdrawing
from portal.fees.units import unit_of
from portal.kernel.db import reads, session
from portal.ledger.models import Book
from portal.receiving.models import CashDeposit
from portal.settlement.reconcile import reconcile
from tests import cast
from tests.cash.steps import Collected, a_collecting_commune, at, collects, take
from tests.cash.test_handing_over import at_once
from tests.cash.test_the_end_of_a_day import deposit
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.fees.money import books, cash_boxes
from tests.issuing.test_whose_hand_slips_come_from import opened_by


def the_deposit() -> UUID:
    found = session.scalars(sa.select(CashDeposit.id)).one()
    session.commit()
    return found


def say(browser: InspectingClient, word: str, reason: str = "ghi nhầm số tiền") -> int:
    """Say something of the one deposit; return the status."""
    deposit_id = the_deposit()
    fields = {"reason": reason} if word == "doubt" else {}
    path = f"/desk/cash/deposits/{deposit_id}/{word}"
    return browser.submit("/staff/", fields, to=path).status_code


def mistyped(app: Flask) -> tuple[Collected, StaffCast, InspectingClient]:
    """Let Hạnh write down 1,500 đ of her 2,000 đ."""
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    take(desk, commune.lans, *commune.charges)
    assert deposit(desk, "1.500", "FC 001") == 303
    return commune, hanh, desk


def test_two_people_withdraw_it_and_the_slip_is_entered_anew(app: Flask) -> None:
    commune, hanh, desk = mistyped(app)
    head = at(app, cast.dung())

    assert say(desk, "doubt", "x") == 422
    assert say(desk, "doubt") == 303
    assert "ghi nhầm số tiền" in head.get(f"/desk/cash/deposits/{the_deposit()}").text
    assert "/desk/cash/deposits/" in head.get("/oversight/waiting").text
    assert say(desk, "withdraw") == 422, "who doubts it does not decide"
    assert say(head, "withdraw") == 303
    assert say(head, "withdraw") == 422

    assert books(commune.unit) == {Book.FEES: -2_000, Book.CASH: 2_000}
    assert cash_boxes(commune.unit) == {hanh.staff_id: 2_000}
    page = desk.get("/desk/cash/deposits").text
    assert "Withdrawn" in page
    assert "On its way" not in page
    unit = unit_of(reads(), "Xã Đồng Sen")
    assert unit is not None
    assert reconcile(unit).differences == []
    session.commit()
    assert deposit(desk, "2.000", "FC 001") == 303
    assert books(commune.unit) == {Book.FEES: -2_000, Book.DEPOSITS: 2_000}


def test_a_deposit_that_was_right_stands(app: Flask) -> None:
    commune, _, desk = mistyped(app)

    assert say(desk, "doubt") == 303
    assert say(at(app, cast.dung()), "keep") == 303

    assert "On its way" in desk.get("/desk/cash/deposits").text
    assert books(commune.unit)[Book.DEPOSITS] == 1_500


def test_who_took_it_to_the_bank_does_not_silence_a_colleagues_doubt(app: Flask) -> None:
    commune, _, desk = mistyped(app)
    head = at(app, cast.dung())
    assert say(head, "doubt") == 303

    assert say(desk, "keep") == 422
    assert "ghi nhầm số tiền" in desk.get(f"/desk/cash/deposits/{the_deposit()}").text
    assert say(head, "keep") == 303
    assert books(commune.unit)[Book.DEPOSITS] == 1_500


def test_who_opened_the_doubters_account_is_no_second_person(app: Flask) -> None:
    commune, _, _ = mistyped(app)
    dung = cast.dung()

    assert say(at(app, opened_by(dung)), "doubt") == 303
    assert say(at(app, dung), "withdraw") == 422
    assert books(commune.unit)[Book.DEPOSITS] == 1_500


def test_another_commune_finds_no_such_deposit(app: Flask) -> None:
    mistyped(app)
    far = at(app, cast.elsewhere())

    assert [say(far, word) for word in ("doubt", "withdraw", "keep")] == [404, 404, 404]


def test_two_who_withdraw_at_one_moment_move_it_once(app: Flask) -> None:
    commune, _, desk = mistyped(app)
    assert say(desk, "doubt") == 303
    seconds = [collects(cast.dung()), collects(cast.thom())]
    deposit_id = the_deposit()

    done = at_once(app, *(lambda by=by: withdrawing.withdraw(deposit_id, by=by) for by in seconds))

    assert sorted(done) == [False, True]
    assert books(commune.unit) == {Book.FEES: -2_000, Book.CASH: 2_000}


def test_the_database_itself_refuses_one_person_for_both_words(app: Flask) -> None:
    _, hanh, desk = mistyped(app)
    assert say(desk, "doubt") == 303

    with pytest.raises(IntegrityError):
        session.execute(
            sa.update(CashDeposit).values(
                withdrawn_by=hanh.staff_id, withdrawn_at=CashDeposit.doubted_at
            )
        )
    session.rollback()
