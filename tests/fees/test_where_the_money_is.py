"""After a transfer's receipt was annulled its payer reads where the money is and what to do."""

from dataclasses import replace
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.annulling import annul
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.moves import cash_of
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Arrival, MoneyReturn, Provider, ReturnState, SentFrom
from portal.receiving.placing import place_by_memo, place_part
from portal.receiving.undoing import undo
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.household import Household, a_charged_household, in_english
from tests.fees.money import charges_for
from tests.oversight.openings import as_signed_in

BY_NOBODY = Collector(actor=NOBODY)


def _pays(home: Household) -> UUID:
    """Let a transfer come in for everybody and be placed; return the receipt."""
    ordered = order(home.charges.values(), home.id, Method.TRANSFER, by_person=home.lan.person_id)
    note(
        Told(
            unit_id=home.unit,
            provider=Provider.SEPAY,
            provider_ref=ordered.memo,
            amount=ordered.amount,
            content=ordered.memo,
            came_at=clock.now(),
            order_id=ordered.id,
        )
    )
    paid = place_by_memo(ordered.id, "Hà Thị Lan", by=BY_NOBODY)
    assert paid is not None
    return paid.receipt_id


def _annulled(home: Household, time: Time) -> UUID:
    receipt_id = _pays(home)
    time.pass_by(minutes=1)
    undo(receipt_id, "sai hộ", by=replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen"))
    time.pass_by(minutes=1)
    session.commit()
    return receipt_id


def _goes_back(home: Household, amount: int, state: ReturnState) -> None:
    """Write down a return of so much, as far as it is."""
    is_decided, is_out = state is not ReturnState.ASKED, state is ReturnState.PAID_OUT
    arrival_id = session.scalars(sa.select(Arrival.id)).one()
    session.add(
        MoneyReturn(
            arrival_id=arrival_id,
            unit_id=home.unit,
            amount=amount,
            state=state,
            reason="sai hộ",
            asked_by=cast.quan().staff_id,
            asked_at=clock.now(),
            decided_by=cast.thom().staff_id if is_decided else None,
            decided_at=clock.now() if is_decided else None,
            paid_out_at=clock.now() if is_out else None,
            proof="FT26" if is_out else None,
            sent_from=SentFrom.BANK if is_out else None,
        )
    )
    if is_out:
        session.execute(sa.update(Arrival).values(returned=amount))
    session.commit()


def test_what_the_station_keeps_is_not_paid_again(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    receipt_id = _annulled(home, time)
    browser = in_english(visitor, home.lan)

    page = browser.get(f"/fees/receipts/{receipt_id}").text
    listed = browser.get("/fees").text

    assert "The station keeps the 2,000\xa0VND you paid" in page
    assert "do not pay again" in page
    assert 'href="tel:' in page
    assert "your money is not lost" in listed
    assert "Do not pay again" in listed
    assert listed.index("your money is not lost") < listed.index("Pay for those chosen")


def test_what_is_asked_back_is_on_its_way_and_what_was_refused_is_kept(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = f"/fees/receipts/{_annulled(home, time)}"
    _goes_back(home, 1_000, ReturnState.ASKED)
    browser = in_english(visitor, home.lan)

    page = browser.get(address).text

    assert "1,000\xa0VND is being given back to you" in page
    assert "The station keeps the 1,000\xa0VND you paid" in page
    session.execute(
        sa.update(MoneyReturn).values(
            state=ReturnState.REFUSED, decided_by=cast.thom().staff_id, decided_at=clock.now()
        )
    )
    session.commit()
    page = browser.get(address).text
    assert "given back" not in page
    assert "The station keeps the 2,000\xa0VND you paid" in page


def test_what_went_back_is_said_with_its_day_and_the_fee_is_simply_open(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = f"/fees/receipts/{_annulled(home, time)}"
    _goes_back(home, 2_000, ReturnState.PAID_OUT)
    browser = in_english(visitor, home.lan)

    page = browser.get(address).text

    assert "2,000\xa0VND was given back to you on 24 Nov 2026" in page
    assert "The station keeps" not in page
    assert "your money is not lost" not in browser.get("/fees").text


def test_what_never_came_is_not_kept(app: Flask, visitor: InspectingClient, time: Time) -> None:
    home = a_charged_household()
    address = f"/fees/receipts/{_annulled(home, time)}"
    session.add(
        MoneyReturn(
            arrival_id=session.scalars(sa.select(Arrival.id)).one(),
            unit_id=home.unit,
            amount=2_000,
            state=ReturnState.STRUCK,
            reason="không có trên sao kê",
            asked_by=cast.quan().staff_id,
            asked_at=clock.now(),
            decided_by=cast.thom().staff_id,
            decided_at=clock.now(),
            never_came=True,
        )
    )
    session.execute(sa.update(Arrival).values(returned=2_000))
    session.commit()
    browser = in_english(visitor, home.lan)

    page = browser.get(address).text

    assert "The bank shows that 2,000\xa0VND never came in" in page
    assert "The station keeps" not in page
    assert "your money is not lost" not in browser.get("/fees").text


def test_what_came_after_all_is_kept_again(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = f"/fees/receipts/{_annulled(home, time)}"
    struck = MoneyReturn(
        arrival_id=session.scalars(sa.select(Arrival.id)).one(),
        unit_id=home.unit,
        amount=2_000,
        state=ReturnState.DOUBTED,
        reason="không có trên sao kê",
        asked_by=cast.quan().staff_id,
        asked_at=clock.now(),
        decided_by=cast.thom().staff_id,
        decided_at=clock.now(),
        never_came=True,
    )
    struck.doubted_by, struck.doubted_at = struck.decided_by, clock.now()
    session.add(struck)
    session.execute(sa.update(Arrival).values(returned=2_000))
    session.commit()
    browser = in_english(visitor, home.lan)

    assert "never came in" in browser.get(address).text, "until two people said so"
    struck.state = ReturnState.TAKEN_BACK
    struck.taken_back_by, struck.taken_back_at = struck.asked_by, clock.now()
    session.execute(sa.update(Arrival).values(returned=0))
    session.commit()
    page = browser.get(address).text

    assert "The station keeps the 2,000\xa0VND you paid" in page
    assert "never came in" not in page


def test_what_became_another_receipt_of_the_household_leads_there(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home = a_charged_household()
    address = f"/fees/receipts/{_annulled(home, time)}"
    order_id = order(home.charges.values(), home.id, Method.TRANSFER).id
    session.execute(sa.update(Arrival).values(order_id=order_id))
    again = place_by_memo(order_id, "Hà Thị Lan", by=BY_NOBODY)
    assert again is not None
    session.commit()

    page = in_english(visitor, home.lan).get(address).text

    assert "2,000\xa0VND became another receipt" in page
    assert f'href="/fees/receipts/{again.receipt_id}">DS-2026-000002' in page
    assert "The station keeps" not in page


def test_the_number_of_another_households_receipt_is_not_shown(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home, other = a_charged_household(), cast.a_household(cast.hung(), code="DS-0009")
    address = f"/fees/receipts/{_annulled(home, time)}"
    order_id = order(home.charges.values(), home.id, Method.TRANSFER).id
    session.execute(sa.update(Arrival).values(order_id=order_id))
    assert place_by_memo(order_id, "Hà Thị Lan", by=BY_NOBODY) is not None
    session.execute(
        sa.update(Receipt).where(Receipt.annulled_at.is_(None)).values(household_id=other)
    )
    session.commit()

    page = in_english(visitor, home.lan).get(address).text

    assert "2,000\xa0VND became another receipt" in page
    assert "000002" not in page


def test_a_return_to_another_household_is_not_told_as_ones_own(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    home, other = a_charged_household(), cast.a_household(cast.hung(), code="DS-0009")
    theirs = list(charges_for(other, home.unit).values())
    arrival_id = _come_in(home, None, 3_000)
    receipts = [
        place_part(arrival_id, order(charges, household, Method.TRANSFER).id, "Lan", by=BY_NOBODY)
        for charges, household in ((home.charges.values(), home.id), (theirs, other))
    ]
    time.pass_by(minutes=1)
    by = replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    for paid in receipts:
        undo(paid.receipt_id, "sai hộ", by=by)
    time.pass_by(minutes=1)
    _goes_back(home, 1_000, ReturnState.PAID_OUT)

    page = in_english(visitor, home.lan).get(f"/fees/receipts/{receipts[0].receipt_id}").text

    assert "The station keeps the 2,000\xa0VND you paid" in page
    assert "given back" not in page


def test_cash_of_an_annulled_receipt_goes_back_by_hand(
    app: Flask, visitor: InspectingClient
) -> None:
    home, taker = a_charged_household(), cast.quan().staff_id
    paid = settle(
        order(home.charges.values(), home.id, Method.CASH).id,
        "Hà Thị Lan",
        cash_of(taker),
        Method.CASH,
        by=Collector(actor=NOBODY, staff_id=taker),
    )
    assert paid is not None
    by = replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    annul(paid.receipt_id, "sai hộ", cash_of(taker), by=by)
    session.commit()

    page = in_english(visitor, home.lan).get(f"/fees/receipts/{paid.receipt_id}").text

    assert "The 2,000\xa0VND in cash goes back to who paid it" in page
    assert "The station keeps" not in page


def test_a_page_with_many_annulled_receipts_asks_once_where_their_money_is(
    app: Flask, visitor: InspectingClient, statements: list[str], time: Time
) -> None:
    home = a_charged_household()
    browser, by = in_english(visitor, home.lan), as_signed_in(cast.quan())
    counts = []
    for _ in range(3):
        order_id = order(home.charges.values(), home.id, Method.TRANSFER).id
        _come_in(home, order_id)
        paid = place_by_memo(order_id, "Hà Thị Lan", by=BY_NOBODY)
        assert paid is not None
        time.pass_by(seconds=1)
        undo(paid.receipt_id, "sai hộ", by=replace(by, commune="Xã Đồng Sen"))
        session.commit()
        statements.clear()
        assert browser.get("/fees").status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] == counts[2] <= 6


def _come_in(home: Household, order_id: UUID | None, amount: int = 2_000) -> UUID:
    noted = note(
        Told(
            unit_id=home.unit,
            provider=Provider.SEPAY,
            provider_ref=str(uuid4()),
            amount=amount,
            content="",
            came_at=clock.now(),
            order_id=order_id,
        )
    )
    assert noted is not None
    return noted
