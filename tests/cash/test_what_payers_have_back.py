"""Cash that payers have back, as its holder said, leaves the box by no other way that day."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.cash import handing
from portal.fees.order_models import Receipt
from portal.kernel.db import session
from portal.ledger.models import Cause
from portal.ledger.moves import DEPOSITS, cash_of, move
from portal.receiving import giving_back
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
from tests.cash.test_the_end_of_a_day import deposit
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import cash_boxes

OF_IT = "1,000\xa0VND of it is given back to payers"
AT_MOST_A_THOUSAND = (
    "Of this cash 1,000\xa0VND is given back to payers and waits for the annulment:"
    " at most 1,000\xa0VND"
)


@dataclass(frozen=True)
class TwoReceipts:
    """Somebody holds 2,000 đ of two receipts, and says that the payer of the first has it back."""

    commune: Collected
    holder: StaffCast
    browser: InspectingClient
    said: UUID
    other: UUID


def two_receipts(app: Flask, holder: StaffCast | None = None) -> TwoReceipts:
    commune, holder = a_collecting_commune(), holder or head_of()
    browser = at(app, holder)
    for charge in commune.charges:
        assert take(browser, commune.lans, charge).status_code == 303
    said, other = session.scalars(sa.select(Receipt.id).order_by(Receipt.number)).all()
    gives_back(holder, said)
    return TwoReceipts(commune, holder, browser, said, other)


def tries_to_offer(browser: InspectingClient, taker: StaffCast, amount: str) -> str:
    """Offer cash; return the page that refuses it."""
    session.commit()
    fields = {"amount": amount, "taker": str(taker.staff_id)}
    answer = browser.submit("/staff/", fields, to="/cash/handovers")
    assert answer.status_code == 422
    return answer.text


def empties(found: Collected, holder: StaffCast) -> None:
    """Let 2,000 đ leave a box as nobody's page lets it."""
    out_of = cash_of(holder.staff_id)
    move(2_000, out_of, DEPOSITS, unit_id=found.unit, cause=Cause.DEPOSIT, cause_id=found.lans)
    session.commit()


def test_only_the_rest_can_be_handed_over(app: Flask) -> None:
    case, hanh = two_receipts(app), cast.hanh()
    session.commit()

    page = case.browser.get("/cash/box").text
    assert OF_IT in page
    assert 'value="1,000"' in page, "the rest stands there already"

    refused = tries_to_offer(case.browser, hanh, "1.001")
    assert AT_MOST_A_THOUSAND in refused
    assert 'value="1.001"' in refused, "nothing typed is lost"
    assert count(at(app, hanh), offer(case.browser, hanh, "1.000"), "1000") == 303
    assert cash_boxes(case.commune.unit) == {case.holder.staff_id: 1_000, hanh.staff_id: 1_000}


def test_what_is_offered_and_what_is_given_back_are_together_no_more_than_what_is_held(
    app: Flask,
) -> None:
    case, hanh, dung = two_receipts(app), cast.hanh(), cast.dung()
    offer(case.browser, hanh, "600")

    assert "at most 400\xa0VND" in tries_to_offer(case.browser, dung, "500")
    offer(case.browser, dung, "400")
    assert "at most 0\xa0VND" in tries_to_offer(case.browser, dung, "1"), "even of nothing"


def test_of_an_offer_that_was_made_before_only_the_rest_is_counted(app: Flask) -> None:
    commune, giver, hanh = a_collecting_commune(), head_of(), cast.hanh()
    phone = at(app, giver)
    for charge in commune.charges:
        assert take(phone, commune.lans, charge).status_code == 303
    handover = offer(phone, hanh)
    gives_back(giver, session.scalars(sa.select(Receipt.id).limit(1)).one())
    desk = at(app, hanh)

    fields, path = {"counted": "2000"}, f"/cash/handovers/{handover}/count"
    refused = desk.submit("/staff/", fields, to=path)

    assert refused.status_code == 422
    assert AT_MOST_A_THOUSAND in refused.text
    assert count(desk, handover, "1000") == 303


def test_only_the_rest_is_taken_to_the_bank(app: Flask) -> None:
    case = two_receipts(app, cast.hanh())

    page = case.browser.get("/desk/cash/deposits").text
    assert OF_IT in page
    assert 'value="1,000"' in page, "the rest stands there already"

    fields = {"amount": "1.500", "bank_slip": "fc 001"}
    refused = case.browser.submit("/staff/", fields, to="/desk/cash/deposits")
    assert refused.status_code == 422
    assert AT_MOST_A_THOUSAND in refused.text
    assert 'value="fc 001"' in refused.text, "nothing typed is lost"
    assert deposit(case.browser, "1.000", "fc 001") == 303
    assert deposit(case.browser, "1", "fc 002") == 422


def test_the_same_cash_is_not_given_back_twice(app: Flask) -> None:
    case, hanh = two_receipts(app), cast.hanh()
    assert count(at(app, hanh), offer(case.browser, hanh, "1.000"), "1000") == 303
    path = f"/cash/receipts/{case.other}/given-back"

    assert "you do not hold the cash of this receipt" in case.browser.get(path).text
    assert case.browser.submit("/staff/", to=path).status_code == 422
    assert at(app, hanh).submit("/staff/", to=path).status_code == 303, "who holds its cash now"


def test_a_word_of_the_same_receipt_does_not_stand_in_its_own_way(app: Flask) -> None:
    _, _, phone = collected(app)
    receipt_id = session.scalars(sa.select(Receipt.id)).one()
    session.commit()
    path = f"/cash/receipts/{receipt_id}/given-back"

    assert [phone.submit("/staff/", to=path).status_code for _ in range(2)] == [303, 303]


def test_a_word_of_yesterday_binds_no_cash(app: Flask, time: Time) -> None:
    case, hanh = two_receipts(app), cast.hanh()
    session.commit()
    time.pass_by(days=1)
    phone = at(app, case.holder)

    assert "given back to payers" not in phone.get("/cash/box").text
    offer(phone, hanh, "2.000")


def test_what_is_annulled_waits_no_more(app: Flask) -> None:
    case = two_receipts(app)
    head = at(app, cast.dung())
    fields = {"reason": "ghi nhầm hộ"}
    answer = head.submit("/staff/", fields, to=f"/desk/fees/receipts/{case.said}/annul")
    assert answer.status_code == 303

    page = case.browser.get("/cash/box").text

    assert "given back to payers" not in page
    assert 'value="1,000"' in page
    offer(case.browser, cast.hanh(), "1.000")


def test_the_queue_names_receipt_and_amount(app: Flask) -> None:
    case = two_receipts(app)
    session.commit()

    page = at(app, cast.dung()).get("/oversight/waiting").text

    assert "<td>DS-2026-000001 · 1,000\xa0VND</td>" in page
    assert page.count(case.holder.full_name) == 1, "once, as who sent it"


def test_who_took_the_cash_is_not_asked_to_annul_it(app: Flask) -> None:
    commune, dung, hanh = a_collecting_commune(), cast.dung(), cast.hanh()
    head, desk = at(app, dung), at(app, hanh)
    assert take(head, commune.lans, *commune.charges).status_code == 303
    assert count(desk, offer(head, hanh), "2000") == 303
    gives_back(hanh)

    page = head.get("/oversight/waiting").text

    assert "Waiting for a colleague" in page
    assert "For you to decide" not in page


def test_a_word_out_of_too_small_a_box_waits_for_nobody_and_says_why(app: Flask) -> None:
    commune, giver, _ = collected(app)
    gives_back(giver)
    receipt_id = session.scalars(sa.select(Receipt.id)).one()
    head = at(app, cast.dung())
    path = f"/desk/fees/receipts/{receipt_id}/annul"
    session.commit()
    assert path in head.get("/oversight/waiting").text
    empties(commune, giver)

    assert path not in head.get("/oversight/waiting").text
    page = head.get(path).text
    assert "by the books they do not hold so much now" in page
    assert "Nobody else said today" not in page
    refused = head.submit("/staff/", {"reason": "ghi nhầm hộ"}, to=path)
    assert refused.status_code == 422
    assert "ghi nhầm hộ" in refused.text, "nothing typed is lost"


def test_giving_back_and_handing_over_at_one_moment_do_not_use_the_same_cash(app: Flask) -> None:
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh)
    receipt_id = session.scalars(sa.select(Receipt.id)).one()
    session.commit()

    done = at_once(
        app,
        lambda: giving_back.say(receipt_id, by=collects(giver)),
        lambda: handing.count(handover, 2_000, by=collects(hanh)),
    )

    assert sorted(done) == [False, True]
    assert sorted(cash_boxes(commune.unit).values()) in ([2_000], [0, 2_000])
