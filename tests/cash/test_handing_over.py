"""Cash goes from hand to hand before two people; what is missing stays with the giver."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Signal
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cash import boxes, handing
from portal.cash.models import CashHandover, HandoverState
from portal.fees.order_models import Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
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
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.fees.crowd import until_another_waits
from tests.fees.money import books


def offer(browser: InspectingClient, taker: StaffCast, amount: str = "2.000") -> UUID:
    """Offer cash on the page; return the hand-over."""
    session.commit()
    fields = {"amount": amount, "taker": str(taker.staff_id)}
    answer = browser.submit("/cash/box", fields, to="/cash/handovers")
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def count(browser: InspectingClient, handover: UUID, counted: str) -> int:
    """Send what was counted; return the status."""
    path = f"/cash/handovers/{handover}/count"
    return browser.submit("/staff/", {"counted": counted}, to=path).status_code


def collected(app: Flask) -> tuple[Collected, StaffCast, InspectingClient]:
    """Let the village head hold 2,000 đ of Lan's household."""
    commune, giver = a_collecting_commune(), head_of()
    phone = at(app, giver)
    assert take(phone, commune.lans, *commune.charges).status_code == 303
    return commune, giver, phone


def test_what_is_counted_moves_and_the_difference_stays_before_both(app: Flask) -> None:
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    desk = at(app, hanh)

    assert 'value="2,000"' in phone.get("/cash/box").text, "what they hold stands there already"
    handover = offer(phone, hanh)
    assert "Count it" in desk.get("/cash/box").text
    assert f"/cash/handovers/{handover}" in desk.get("/oversight/waiting").text
    assert "Waiting for my word&nbsp;(1)" in desk.get("/desk/cash").text
    assert "Waiting for my word&nbsp;(" not in at(app, cast.dung()).get("/desk/cash").text
    assert count(desk, handover, "500") == 303

    for browser in (phone, desk):
        page = browser.get(f"/cash/handovers/{handover}").text
        assert "1,500\xa0VND missing" in page
        assert "It stays with Cầm Văn Thôn" in page
        assert "1,500\xa0VND missing" in browser.get("/cash/box").text
    assert boxes.held(commune.unit, giver.staff_id) == 1_500
    assert boxes.held(commune.unit, hanh.staff_id) == 500
    assert books(commune.unit) == {Book.FEES: -2_000, Book.CASH: 2_000}
    sections = session.scalars(
        sa.select(AuditLine.section)
        .where(AuditLine.event == Event.CASH_MOVED)
        .order_by(AuditLine.seq)
    ).all()
    assert sections == ["offered", "counted"]


def test_nothing_counted_moves_nothing_and_is_seen(app: Flask) -> None:
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh)

    assert count(at(app, hanh), handover, "0") == 303

    assert boxes.held(commune.unit, giver.staff_id) == 2_000
    assert "2,000\xa0VND missing" in phone.get("/cash/box").text


def test_an_offer_is_counted_once(app: Flask) -> None:
    commune, _, phone = collected(app)
    hanh = cast.hanh()
    desk = at(app, hanh)
    handover = offer(phone, hanh)

    assert [count(desk, handover, "2000") for _ in range(2)] == [303, 422]

    assert boxes.held(commune.unit, hanh.staff_id) == 2_000


def test_an_offer_can_be_taken_back_until_it_is_counted(app: Flask) -> None:
    _, _, phone = collected(app)
    hanh = cast.hanh()
    first = offer(phone, hanh)
    withdraw = f"/cash/handovers/{first}/withdraw"

    assert phone.submit("/staff/", to=withdraw).status_code == 303
    assert count(at(app, hanh), first, "2000") == 422
    second = offer(phone, hanh)
    assert count(at(app, hanh), second, "2000") == 303
    late = phone.submit("/staff/", to=f"/cash/handovers/{second}/withdraw")

    assert late.status_code == 422
    assert "counted or taken back already" in late.text


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("2.001", "You do not hold so much"),
        ("0", "Type the amount"),
        ("-5", "Type the amount"),
        ("6.5", "Type the amount"),
        ("99999999999", "So much money is never paid here"),
    ],
    ids=["too-much", "nothing", "below-nothing", "two-readings", "absurd"],
)
def test_a_wrong_amount_is_said_beside_its_field(app: Flask, amount: str, sentence: str) -> None:
    _, _, phone = collected(app)
    fields = {"amount": amount, "taker": str(cast.hanh().staff_id)}
    session.commit()

    answer = phone.submit("/cash/box", fields, to="/cash/handovers")

    assert answer.status_code == 422
    assert sentence in answer.text


def test_all_that_is_offered_is_no_more_than_what_is_there(app: Flask) -> None:
    _, _, phone = collected(app)
    hanh, dung = cast.hanh(), cast.dung()
    offer(phone, hanh, "1500")

    fields = {"amount": "600", "taker": str(dung.staff_id)}
    assert phone.submit("/cash/box", fields, to="/cash/handovers").status_code == 422
    fields = {"amount": "100", "taker": str(hanh.staff_id)}
    again = phone.submit("/cash/box", fields, to="/cash/handovers")

    assert again.status_code == 422
    assert "still waits" in again.text
    offer(phone, dung, "500")


def test_more_than_was_said_is_another_offer(app: Flask) -> None:
    _, _, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh, "1000")

    assert count(at(app, hanh), handover, "1500") == 422


def test_cash_goes_to_the_own_station_only_and_never_to_oneself(app: Flask) -> None:
    _, giver, phone = collected(app)
    gone = cast.a_staff_member("cu", "Vi Văn Cũ", Role.STATION_STAFF)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == gone.staff_id)
        .values(suspended_at=clock.now())
    )
    for taker in (giver, cast.elsewhere(), cast.quan(), gone):
        fields = {"amount": "1000", "taker": str(taker.staff_id)}
        answer = phone.submit("/cash/box", fields, to="/cash/handovers")
        assert answer.status_code == 422, taker.staff_name
        assert taker is giver or taker.full_name not in answer.text


def test_a_third_person_sees_and_does_nothing(app: Flask) -> None:
    commune, _, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh)

    for stranger in (cast.dung(), cast.elsewhere()):
        browser = at(app, stranger)
        assert browser.get(f"/cash/handovers/{handover}").status_code == 404
        assert count(browser, handover, "2000") == 404
        path = f"/cash/handovers/{handover}/withdraw"
        assert browser.submit("/staff/", to=path).status_code == 404
    assert count(phone, handover, "2000") == 404, "the giver does not count"
    withdraw = at(app, hanh).submit("/staff/", to=f"/cash/handovers/{handover}/withdraw")
    assert withdraw.status_code == 422, "the taker does not take back"
    assert boxes.held(commune.unit, hanh.staff_id) == 0


def test_cash_that_went_back_meanwhile_is_not_handed_over(app: Flask) -> None:
    commune, giver, phone = collected(app)
    hanh, dung = cast.hanh(), collects(cast.dung())
    handover = offer(phone, hanh)
    gives_back(giver)
    undo(session.scalars(sa.select(Receipt.id)).one(), "sai hộ", by=dung)
    session.commit()

    assert count(at(app, hanh), handover, "2000") == 422

    assert boxes.held(commune.unit, giver.staff_id) == 0
    assert books(commune.unit) == {}


def at_once(app: Flask, *acts: Callable[[], object]) -> list[bool]:
    """Let everybody act at one moment; say who was let."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        with app.app_context():
            start.wait()
            try:
                act()
                session.commit()
            except RuleBroken:
                session.rollback()
                return False
            return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def a_waiting_offer(app: Flask) -> tuple[Collected, SignedInStaff, SignedInStaff, UUID]:
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    return commune, collects(giver), collects(hanh), offer(phone, hanh)


def test_counting_twice_at_one_moment_counts_once(app: Flask) -> None:
    commune, _, taker, handover = a_waiting_offer(app)

    done = at_once(app, *[lambda: handing.count(handover, 2_000, by=taker)] * 2)

    assert sorted(done) == [False, True]
    assert boxes.held(commune.unit, taker.staff_id) == 2_000


def test_taking_back_while_it_is_counted_leaves_one_of_the_two(app: Flask) -> None:
    commune, giver, taker, handover = a_waiting_offer(app)

    done = at_once(
        app,
        lambda: handing.count(handover, 2_000, by=taker),
        lambda: handing.withdraw(handover, by=giver),
    )

    assert sorted(done) == [False, True]
    held = boxes.held(commune.unit, taker.staff_id)
    state = session.scalars(sa.select(CashHandover.state)).one()
    assert (held, state) in {(2_000, HandoverState.COUNTED), (0, HandoverState.WITHDRAWN)}


def test_two_offers_at_one_moment_do_not_offer_the_same_cash(app: Flask) -> None:
    commune, giver, _ = collected(app)
    takers = [cast.hanh().staff_id, cast.dung().staff_id]
    by = collects(giver)
    session.commit()

    done = at_once(
        app,
        *(lambda taker=taker: handing.offer(2_000, taker, commune.unit, by=by) for taker in takers),
    )

    assert sorted(done) == [False, True]


def test_two_who_count_each_others_cash_do_not_block_each_other(app: Flask) -> None:
    commune = a_collecting_commune()
    hanh, dung = cast.hanh(), cast.dung()
    desks = {hanh: at(app, hanh), dung: at(app, dung)}
    take(desks[hanh], commune.lans, *commune.charges)
    take(desks[dung], commune.hungs, *commune.hungs_charges)
    there, back = offer(desks[hanh], dung), offer(desks[dung], hanh, "1000")

    done = at_once(
        app,
        lambda: handing.count(there, 2_000, by=collects(dung)),
        lambda: handing.count(back, 1_000, by=collects(hanh)),
    )

    assert done == [True, True]
    assert boxes.held(commune.unit, hanh.staff_id) == 1_000
    assert boxes.held(commune.unit, dung.staff_id) == 2_000


def test_counting_and_offering_anew_at_one_moment_do_not_block_each_other(app: Flask) -> None:
    """Both hold the giver's box first, so that the old offer stands still for the new one."""
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    old = offer(phone, hanh, "1000")
    has_box = Signal()

    def offers() -> None:
        boxes.hold_still(commune.unit, [giver.staff_id])
        has_box.set()
        until_another_waits()
        handing.offer(500, hanh.staff_id, commune.unit, by=collects(giver))

    def counts() -> None:
        has_box.wait()
        handing.count(old, 1_000, by=collects(hanh))

    assert at_once(app, offers, counts) == [False, True]

    assert boxes.held(commune.unit, hanh.staff_id) == 1_000


def test_the_database_itself_refuses_one_person_on_both_sides(app: Flask) -> None:
    unit, hanh = a_collecting_commune().unit, cast.hanh()
    session.add(
        CashHandover(
            unit_id=unit,
            giver_id=hanh.staff_id,
            taker_id=hanh.staff_id,
            said=1_000,
            state=HandoverState.OFFERED,
            offered_at=clock.now(),
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
