"""Cash of an annulled receipt is paid back by two people of two hands, out of a box with enough."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask, g
from werkzeug.test import TestResponse

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.receiving import giving_back, paying_back, undoing
from portal.receiving.undoing import undo
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cash.steps import (
    Collected,
    a_collecting_commune,
    at,
    collects,
    gives_back,
    head_of,
    take,
)
from tests.cash.test_handing_over import at_once, collected, count, offer
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import books, cash_boxes
from tests.issuing.test_whose_hand_slips_come_from import opened_by

WHY = "ghi nhầm hộ"


def the_receipt() -> UUID:
    found = session.scalars(sa.select(Receipt.id)).one()
    session.commit()
    return found


def annul(browser: InspectingClient, box: StaffCast | None = None) -> int:
    """Send the form that annuls the one receipt; return the status."""
    receipt_id = the_receipt()
    fields = {"reason": WHY} | ({"box": str(box.staff_id)} if box else {})
    path = f"/desk/fees/receipts/{receipt_id}/annul"
    return browser.submit("/staff/", fields, to=path).status_code


def says(browser: InspectingClient) -> int:
    """Say that the payer of the one receipt has the cash back; return the status."""
    path = f"/cash/receipts/{the_receipt()}/given-back"
    return browser.submit("/staff/", to=path).status_code


def withdraws(browser: InspectingClient) -> TestResponse:
    """Take that word back; return what was answered."""
    path = f"/cash/receipts/{the_receipt()}/given-back/withdraw"
    return browser.submit("/staff/", to=path)


def handed_over(app: Flask) -> tuple[Collected, StaffCast, StaffCast]:
    """Let the village head's 2,000 đ lie with Hạnh of the desk."""
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh)
    assert count(at(app, hanh), handover, "2000") == 303
    return commune, giver, hanh


def test_handed_over_cash_is_paid_back_by_who_holds_it_now(app: Flask) -> None:
    commune, giver, hanh = handed_over(app)
    dung = at(app, cast.dung())
    receipt_id = the_receipt()
    assert says(at(app, hanh)) == 303

    page = dung.get(f"/desk/fees/receipts/{receipt_id}/annul").text

    assert "Lò Thị Hạnh, who holds 2,000" in page
    assert giver.full_name + ", who holds" not in page
    assert annul(dung, giver) == 422, "their box is empty"
    assert annul(dung, hanh) == 303
    assert set(cash_boxes(commune.unit).values()) == {0}
    assert books(commune.unit) == {}


def test_nobody_pays_back_out_of_their_own_cash_on_their_own_word(app: Flask) -> None:
    commune, _, hanh = handed_over(app)
    desk = at(app, hanh)
    receipt_id = the_receipt()
    assert says(desk) == 303

    page = desk.get(f"/desk/fees/receipts/{receipt_id}/annul").text

    assert "Nobody else said today that they gave this cash back" in page
    assert annul(desk) == 422
    assert annul(desk, hanh) == 422
    assert cash_boxes(commune.unit)[hanh.staff_id] == 2_000


def test_a_colleague_at_the_desk_annuls_what_the_only_head_took(app: Flask) -> None:
    commune, dung, hanh = a_collecting_commune(), cast.dung(), cast.hanh()
    head, desk = at(app, dung), at(app, hanh)
    address = take(head, commune.lans, *commune.charges).location

    assert "/annul" in desk.get(address).text
    assert says(head) == 303
    assert annul(head) == 422, "what they took themselves"
    assert annul(desk, dung) == 303
    assert books(commune.unit) == {}


def test_who_opened_the_takers_account_is_no_second_person(app: Flask) -> None:
    g.language = "en"
    commune, dung = a_collecting_commune(), cast.dung()
    opened = opened_by(dung)
    assert take(at(app, opened), commune.lans, *commune.charges).status_code == 303
    receipt_id = the_receipt()
    gives_back(opened)

    with pytest.raises(RuleBroken, match="opened the other's account"):
        undo(receipt_id, WHY, by=collects(dung))
    session.rollback()
    undo(receipt_id, WHY, by=collects(cast.hanh()))


def test_a_village_head_annuls_nothing(app: Flask) -> None:
    commune, _, _ = collected(app)
    other = at(app, head_of("Bản Xa", Role.VILLAGE_HEAD, "xa"))

    assert annul(other) in (403, 404)
    assert sum(cash_boxes(commune.unit).values()) == 2_000


def test_two_who_annul_at_one_moment_pay_back_once(app: Flask) -> None:
    commune, _, hanh = handed_over(app)
    receipt_id = the_receipt()
    gives_back(hanh)
    heads = [
        collects(cast.dung()),
        collects(cast.a_staff_member("hai", "Lò Văn Hai", Role.STATION_HEAD)),
    ]
    session.commit()

    done = at_once(
        app,
        *(lambda by=by: undo(receipt_id, WHY, by=by, box_of=hanh.staff_id) for by in heads),
    )

    assert sorted(done) == [False, True]
    assert books(commune.unit) == {}


def test_nothing_is_paid_back_out_of_the_cash_of_a_closed_account(app: Flask) -> None:
    commune, giver, phone = collected(app)
    assert says(phone) == 303
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == giver.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()

    assert annul(at(app, cast.dung()), giver) == 422
    assert cash_boxes(commune.unit) == {giver.staff_id: 2_000}


def test_on_one_word_no_head_annuls_what_a_colleague_holds(app: Flask) -> None:
    commune, giver, phone = collected(app)
    head = at(app, cast.dung())

    assert annul(head) == 422
    assert annul(head, giver) == 422
    assert cash_boxes(commune.unit) == {giver.staff_id: 2_000}

    assert says(phone) == 303
    assert cash_boxes(commune.unit) == {giver.staff_id: 2_000}, "nothing on that word either"
    assert f"/desk/fees/receipts/{the_receipt()}/annul" in head.get("/oversight/waiting").text
    assert annul(head, giver) == 303
    assert "/annul" not in head.get("/oversight/waiting").text
    assert books(commune.unit) == {}


def test_the_word_of_who_holds_the_cash_is_good_for_its_day(app: Flask, time: Time) -> None:
    commune, giver, phone = collected(app)
    dung = cast.dung()
    assert says(phone) == 303
    time.pass_by(days=1)

    assert annul(at(app, dung)) == 422
    assert says(at(app, giver)) == 303
    assert annul(at(app, dung)) == 303
    assert books(commune.unit) == {}


def test_who_holds_no_such_cash_does_not_say_that_it_was_given_back(app: Flask) -> None:
    commune, giver, hanh = handed_over(app)
    for browser in (at(app, giver), at(app, cast.dung())):
        page = browser.get(f"/cash/receipts/{the_receipt()}/given-back").text
        assert "By the books you do not hold the cash" in page
        assert says(browser) == 422

    desk = at(app, hanh)
    assert "given-back" in desk.get(f"/cash/receipts/{the_receipt()}").text
    assert says(desk) == 303
    page = desk.get(f"/cash/receipts/{the_receipt()}/given-back").text
    assert "You said today that the payer has this cash back" in page
    assert cash_boxes(commune.unit)[hanh.staff_id] == 2_000


def test_nobody_of_another_village_or_commune_gives_that_word(app: Flask) -> None:
    collected(app)
    for stranger in (head_of("Bản Xa", Role.VILLAGE_HEAD, "xa"), cast.elsewhere()):
        assert says(at(app, stranger)) == 404


def test_what_is_annulled_is_not_said_to_be_given_back_again(app: Flask) -> None:
    _, giver, phone = collected(app)
    assert says(phone) == 303
    assert annul(at(app, cast.dung()), giver) == 303

    assert says(phone) == 422


def test_on_a_word_taken_back_nobody_annuls(app: Flask) -> None:
    commune, giver, phone = collected(app)
    dung = cast.dung()
    head = at(app, dung)
    assert says(phone) == 303
    page = phone.get(f"/cash/receipts/{the_receipt()}/given-back").text
    assert "I have not given it back" in page

    assert withdraws(phone).status_code == 303

    page = phone.get(f"/cash/receipts/{the_receipt()}/given-back").text
    assert "Taken back. Nobody annuls the receipt on your word" in page
    assert "The payer has the cash back" in page
    assert "I have not given it back" not in page
    assert paying_back.boxes_for(the_receipt(), collects(dung)) == []
    assert f"/desk/fees/receipts/{the_receipt()}/annul" not in head.get("/oversight/waiting").text
    assert annul(head, giver) == 422
    assert cash_boxes(commune.unit) == {giver.staff_id: 2_000}


def test_a_word_taken_back_may_be_said_again(app: Flask) -> None:
    commune, giver, phone = collected(app)
    assert says(phone) == 303
    assert withdraws(phone).status_code == 303

    assert says(phone) == 303
    assert annul(at(app, cast.dung()), giver) == 303
    assert books(commune.unit) == {}


def test_after_the_annulment_the_word_is_not_taken_back(app: Flask) -> None:
    commune, giver, phone = collected(app)
    assert says(phone) == 303
    assert annul(at(app, cast.dung()), giver) == 303

    answer = withdraws(phone)

    assert answer.status_code == 422
    assert "This receipt is annulled already" in answer.text
    assert books(commune.unit) == {}


def test_nobody_takes_the_word_of_another_back(app: Flask) -> None:
    _, giver, phone = collected(app)
    dung = cast.dung()
    assert says(phone) == 303

    for colleague in (cast.hanh(), dung):
        answer = withdraws(at(app, colleague))
        assert answer.status_code == 422
        assert "No word of yours says that the payer has this cash back" in answer.text
    assert withdraws(at(app, cast.elsewhere())).status_code == 404

    assert annul(at(app, dung), giver) == 303


def test_a_word_that_was_heard_is_not_taken_back_before_the_annulment(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, giver, phone = collected(app)
    receipt_id = the_receipt()
    assert says(phone) == 303
    head, holder = collects(cast.dung()), collects(giver)
    session.commit()
    taken_back: list[Future[list[bool]]] = []

    with ThreadPoolExecutor(1) as pool:

        def hear(receipt_id: UUID, by: SignedInStaff) -> Sequence[UUID]:
            heard = paying_back.holders_for(receipt_id, by)
            withdraw = partial(giving_back.withdraw, receipt_id, by=holder)
            taken_back.append(pool.submit(at_once, app, withdraw))
            wait(taken_back, timeout=0.5)
            return heard

        monkeypatch.setattr(undoing, "holders_for", hear)
        undoing.undo(receipt_id, WHY, by=head)
        session.commit()

        assert taken_back[0].result() == [False]
    assert books(commune.unit) == {}


def test_the_log_says_the_word_and_that_it_was_taken_back(app: Flask) -> None:
    _, giver, phone = collected(app)
    assert says(phone) == 303
    assert withdraws(phone).status_code == 303

    lines = session.execute(
        sa.select(AuditLine.section, AuditLine.object_ref)
        .where(AuditLine.event == Event.CASH_MOVED)
        .order_by(AuditLine.seq)
    ).all()
    session.commit()
    page = at(app, cast.sy()).get(f"/oversight/staff/{giver.staff_id}").text

    of_it = f"receipt:{the_receipt()}"
    assert [tuple(line) for line in lines] == [
        ("given_back", of_it),
        ("given_back:withdrawn", of_it),
    ]
    assert "Said that a payer has their cash back" in page
    assert "Took back the word that a payer has their cash back" in page
    assert "Handed cash over" not in page
