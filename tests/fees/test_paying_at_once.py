"""What happens to one charge, one order and one arrival when several touch it at a moment."""

from dataclasses import replace
from functools import partial
from threading import Barrier, Event
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.annulling import annul
from portal.fees.exempting import NewExemption, exempt
from portal.fees.exemptions import opened
from portal.fees.models import Charge, ExemptionKind, WhyCancelled
from portal.fees.order_models import ChargePayment, FeeOrder, Method, OrderState, Receipt
from portal.fees.order_states import MOVES
from portal.fees.ordering import close, order
from portal.fees.paying import Paid, hold, settle
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
from portal.ledger.moves import UNPLACED, cash_of
from portal.receiving import returning
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Arrival, Provider
from portal.receiving.placing import place_by_memo, place_part
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.fees.crowd import (
    BY_NOBODY,
    Family,
    a_family,
    collector,
    numbers,
    together,
    until_another_waits,
)
from tests.fees.money import a_unit, books
from tests.oversight.openings import as_signed_in


def an_order(family: Family, method: Method = Method.TRANSFER) -> UUID:
    return order(family.charges, family.household_id, method).id


def arrives(unit: UUID, amount: int, ref: str, order_id: UUID | None = None) -> UUID | None:
    return note(
        Told(
            unit_id=unit,
            provider=Provider.SEPAY,
            provider_ref=ref,
            bank_ref=f"FT{ref}",
            amount=amount,
            content="chuyen tien",
            came_at=clock.now(),
            order_id=order_id,
        )
    )


def placed(order_id: UUID) -> Paid | None:
    return place_by_memo(order_id, "Người Nộp", by=BY_NOBODY)


def state_of(order_id: UUID) -> OrderState:
    return session.scalars(sa.select(FeeOrder.state).where(FeeOrder.id == order_id)).one()


def test_the_database_takes_no_second_payment_of_a_charge(app: Flask) -> None:
    family = a_family(a_unit(), 1)
    paid = settle(an_order(family), "Người Nộp", UNPLACED, Method.TRANSFER, by=BY_NOBODY)
    assert paid is not None

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.insert(ChargePayment).values(
                charge_id=family.charges[0],
                receipt_id=paid.receipt_id,
                full_name="Người Nộp",
                amount=1_000,
                paid_at=clock.now(),
            )
        )


@pytest.mark.parametrize("now", OrderState)
@pytest.mark.parametrize("then", OrderState)
def test_an_order_becomes_only_what_the_table_of_moves_says(
    app: Flask, now: OrderState, then: OrderState
) -> None:
    order_id = an_order(a_family(a_unit(), 1))
    closed_at = None if now is OrderState.WAITING else clock.now()
    session.execute(sa.update(FeeOrder).values(state=now, closed_at=closed_at))

    allowed = then in MOVES[now]

    assert close(order_id, then) is allowed
    assert state_of(order_id) is (then if allowed else now)


def test_two_halves_of_one_transfer_that_come_together_pay_it_once(app: Flask) -> None:
    unit = a_unit()
    order_id = an_order(a_family(unit))
    session.commit()
    # SQLite lets one at a time write, so there nobody can wait for the other.
    both_noted = Barrier(1 if database().is_sqlite else 2)

    def half(ref: str) -> Paid | None:
        arrives(unit, 1_000, ref, order_id)
        both_noted.wait()
        return placed(order_id)

    together(app, partial(half, "1"), partial(half, "2"))

    assert numbers(unit) == [1], "whoever locks the order second sees both"
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_one_notification_told_by_twenty_at_once_is_noted_and_paid_once(app: Flask) -> None:
    unit = a_unit()
    order_id = an_order(a_family(unit))
    session.commit()

    def told() -> bool:
        return arrives(unit, 2_000, "1", order_id) is not None and placed(order_id) is not None

    assert together(app, *[told] * 20).count(True) == 1

    assert numbers(unit) == [1]
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_two_members_of_staff_do_not_place_one_arrival_twice(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "1")
    assert arrival is not None
    orders = [an_order(a_family(unit)) for _ in range(2)]
    session.commit()

    done = together(
        app, *(partial(place_part, arrival, one, "Người Nộp", by=BY_NOBODY) for one in orders)
    )

    assert [type(one) for one in done].count(Paid) == 1
    assert numbers(unit) == [1]
    assert books(unit) == {Book.FEES: -2_000, Book.UNPLACED: -1_000, Book.BANK: 3_000}
    assert session.scalar(sa.select(Arrival.placed)) == 2_000


def test_money_that_is_asked_back_becomes_nobodys_fee(app: Flask) -> None:
    unit, hanh = a_unit(), replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    arrival, order_id = arrives(unit, 3_000, "1"), an_order(a_family(unit))
    assert arrival is not None
    returning.ask(arrival, 1_500, "chuyển nhầm", by=hanh)

    with pytest.raises(RuleBroken) as refused:
        place_part(arrival, order_id, "Người Nộp", by=BY_NOBODY)
    assert refused.value.field == "charges"


def test_who_settles_several_orders_at_once_and_who_settles_one_do_not_block(app: Flask) -> None:
    """One has the unit's number and wants the other's charges, which waits for the number."""
    unit, hanh = a_unit(), cast.hanh()
    first, second = a_family(unit), a_family(unit)
    orders = [an_order(first), an_order(second)]
    in_cash = an_order(second, Method.CASH)
    session.commit()
    # SQLite lets one at a time write, so there nobody can wait for the other.
    both_began = Barrier(1 if database().is_sqlite else 2)

    def both() -> None:
        hold([*first.charges, *second.charges])
        both_began.wait()
        for order_id in orders:
            settle(order_id, "Người Nộp", UNPLACED, Method.TRANSFER, by=BY_NOBODY)

    def one() -> None:
        both_began.wait()
        into = cash_of(hanh.staff_id)
        settle(in_cash, "Người Nộp", into, Method.CASH, by=collector(hanh))

    together(app, both, one)

    assert numbers(unit) == [1, 2]


def frees(family: Family, by: SignedInStaff) -> int:
    """Exempt a whole household; return how many charges are 0 now."""
    household = opened(family.household_id, by)
    assert household is not None
    poor = NewExemption(
        person_ids=frozenset(member.person_id for member in household.members),
        kind=ExemptionKind.POOR_HOUSEHOLD,
        evidence="Giấy số 12",
        from_year=2026,
        until_year=2026,
    )
    return exempt(household, poor, by=by)


def test_a_payment_that_meets_an_exemption_waits_and_pays_nothing(app: Flask) -> None:
    unit, hanh = a_unit(), replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    family = a_family(unit)
    order_id = an_order(family)
    arrives(unit, 2_000, "1", order_id)
    session.commit()
    has_charges = Event()

    def exempts() -> int:
        hold(family.charges)
        has_charges.set()
        until_another_waits()
        return frees(family, hanh)

    def pays() -> Paid | None:
        has_charges.wait()
        return placed(order_id)

    assert together(app, exempts, pays) == [2, None]

    assert state_of(order_id) is OrderState.CANCELLED
    assert books(unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}


def test_payments_and_exemptions_at_one_moment_do_not_block(app: Flask) -> None:
    """One of them is first, and the whole order is paid or the whole household is free."""
    unit, hanh = a_unit(), replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    families = [a_family(unit) for _ in range(8)]
    orders = [an_order(family) for family in families]
    for number, order_id in enumerate(orders):
        arrives(unit, 2_000, str(number), order_id)
    session.commit()

    done = together(
        app,
        *(partial(placed, order_id) for order_id in orders),
        *(partial(frees, family, hanh) for family in families),
    )

    outcomes = [(paid is not None, freed) for paid, freed in zip(done[:8], done[8:], strict=True)]
    assert set(outcomes) <= {(True, 0), (False, 2)}
    assert len(numbers(unit)) == [paid for paid, _ in outcomes].count(True)


def test_the_money_of_one_unit_is_not_the_fee_of_another(app: Flask) -> None:
    ours, theirs = a_unit(), a_unit("Xã Nà Hoa", "NH", "1111111111")
    arrival = arrives(ours, 2_000, "1")
    assert arrival is not None

    with pytest.raises(RuleBroken):
        place_part(arrival, an_order(a_family(theirs)), "Người Nộp", by=BY_NOBODY)


def test_an_order_paid_by_another_of_the_family_waits_and_its_money_too(app: Flask) -> None:
    unit, dung = a_unit(), replace(as_signed_in(cast.dung()), commune="Xã Đồng Sen")
    family = a_family(unit)
    first, second = an_order(family), an_order(family)
    arrives(unit, 2_000, "1", first)
    paid = placed(first)
    assert paid is not None
    arrives(unit, 2_000, "2", second)

    assert placed(second) is None
    assert state_of(second) is OrderState.WAITING
    assert books(unit) == {Book.FEES: -2_000, Book.UNPLACED: -2_000, Book.BANK: 4_000}

    annul(paid.receipt_id, "nộp hai lần", UNPLACED, by=dung)

    assert placed(second) is not None, "its charges are open again"
    assert numbers_of_all() == [1, 2]


def numbers_of_all() -> list[int]:
    return list(session.scalars(sa.select(Receipt.number).order_by(Receipt.number)))


@pytest.mark.parametrize("state", [OrderState.EXPIRED, OrderState.CANCELLED])
def test_money_that_comes_after_an_order_closed_still_pays_it(
    app: Flask, state: OrderState
) -> None:
    unit = a_unit()
    order_id = an_order(a_family(unit))
    assert close(order_id, state)
    arrives(unit, 2_000, "1", order_id)

    assert placed(order_id) is not None
    assert state_of(order_id) is OrderState.PAID


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"amount": 0}, id="exempt since"),
        pytest.param({"amount": 800}, id="another price since"),
        pytest.param({"cancelled_why": WhyCancelled.DIED}, id="cancelled since"),
    ],
)
def test_a_charge_that_changed_since_it_was_ordered_is_left_out(
    app: Flask, change: dict[str, object]
) -> None:
    unit = a_unit()
    family = a_family(unit)
    order_id = an_order(family)
    if "cancelled_why" in change:
        change = change | {"cancelled_at": clock.now()}
    session.execute(sa.update(Charge).where(Charge.id == family.charges[0]).values(change))
    arrives(unit, 2_000, "1", order_id)

    paid = placed(order_id)

    assert paid is not None
    assert paid.amount == 1_000
    assert books(unit) == {Book.FEES: -1_000, Book.UNPLACED: -1_000, Book.BANK: 2_000}


def test_a_receipt_is_annulled_once_and_by_its_own_commune(app: Flask) -> None:
    unit, hanh = a_unit(), cast.hanh()
    order_id = an_order(a_family(unit), Method.CASH)
    into = cash_of(hanh.staff_id)
    paid = settle(order_id, "Người Nộp", into, Method.CASH, by=collector(hanh))
    assert paid is not None
    dung, stranger = as_signed_in(cast.dung()), as_signed_in(cast.elsewhere())
    session.commit()

    def annulled(commune: str) -> None:
        by = replace(dung if commune == "Xã Đồng Sen" else stranger, commune=commune)
        annul(paid.receipt_id, "sai hộ", into, by=by)

    with pytest.raises(RuleBroken):
        annulled("Xã Nà Hoa")
    session.rollback()

    done = together(app, *[partial(annulled, "Xã Đồng Sen")] * 4)

    assert done.count(None) == 1
    assert books(unit) == {}
    assert state_of(order_id) is OrderState.PAID, "its receipt tells what happened"
