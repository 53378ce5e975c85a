"""Ordering, paying, annulling and handing over in any order, beside a model in memory.

Nothing is committed: each step stands in a savepoint, as a request stands in its transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.fees.order_models import ChargePayment, FeeOrder, Method, OrderState, Receipt
from portal.fees.order_states import MOVES
from portal.fees.ordering import close, order
from portal.fees.paying import settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.balances import books_of
from portal.ledger.models import Book, Cause
from portal.ledger.moves import cash_of, move
from portal.receiving import giving_back, returning
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Placement, Provider
from portal.receiving.placing import place_by_memo, place_part
from portal.receiving.undoing import undo
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cash.steps import collects
from tests.cast import StaffCast
from tests.fees.crowd import BY_NOBODY, Family, a_family, collector
from tests.fees.money import a_unit, cash_boxes
from tests.oversight.openings import as_signed_in

FEE = 1_000
PICK = st.integers(0, 99)
PARTS = st.sets(st.integers(0, 2), min_size=1)
AMOUNTS = st.sampled_from([500, 1_000, 1_500, 2_000, 3_000])
OFF_BY = st.sampled_from([0, 0, 0, -500, 500, 1_000])


@dataclass(frozen=True)
class Staff:
    """Two who take cash, and two others who give money back and take receipts back."""

    collectors: tuple[StaffCast, StaffCast]
    head: SignedInStaff
    clerk: SignedInStaff


def the_staff() -> Staff:
    """Add the staff; who gives money back is looked for as another request would."""
    head, clerk = (
        replace(as_signed_in(member), commune="Xã Đồng Sen")
        for member in (cast.dung(), cast.elsewhere())
    )
    staff = Staff((cast.hanh(), cast.thom()), head, clerk)
    session.commit()
    return staff


@dataclass
class KnownOrder:
    """An order as the model remembers it."""

    id: UUID
    charges: list[UUID]
    state: OrderState = OrderState.WAITING

    @property
    def amount(self) -> int:
        return FEE * len(self.charges)


@dataclass
class KnownReceipt:
    """A receipt, and whose cash it was."""

    id: UUID
    charges: list[UUID]
    holder: UUID | None
    parts: dict[UUID, int]
    annulled: bool = False

    @property
    def amount(self) -> int:
        return FEE * len(self.charges)


@dataclass
class KnownArrival:
    """Money that came in, and what is left of it."""

    id: UUID
    amount: int
    order: KnownOrder | None
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.amount


def parts_of(receipt_id: UUID) -> dict[UUID, int]:
    """Return how much of which arrival a receipt was made of."""
    rows = session.execute(
        sa.select(Placement.arrival_id, Placement.amount).where(Placement.receipt_id == receipt_id)
    )
    return {row.arrival_id: row.amount for row in rows}


@contextmanager
def a_request() -> Iterator[None]:
    """Let one step stand or fall whole."""
    with session.begin_nested():
        yield


class Paying(RuleBasedStateMachine):
    """Two households of three, one unit; its staff are there already."""

    people: Staff

    @initialize()
    def begin(self) -> None:
        self.unit = a_unit()
        self.families: list[Family] = [a_family(self.unit, 3) for _ in range(2)]
        self.orders: list[KnownOrder] = []
        self.receipts: list[KnownReceipt] = []
        self.arrivals: dict[str, KnownArrival] = {}
        self.given_back = 0
        self.held = {member.staff_id: 0 for member in self.people.collectors}

    def teardown(self) -> None:
        session.rollback()
        session.expunge_all()

    # --- what the model knows

    def paid(self) -> set[UUID]:
        return {one for it in self.receipts if not it.annulled for one in it.charges}

    def expected(self, made: KnownOrder) -> list[UUID]:
        """Return the charges a settlement of this order would pay now."""
        if OrderState.PAID not in MOVES[made.state]:
            return []
        return [charge for charge in made.charges if charge not in self.paid()]

    def settled(self, made: KnownOrder, holder: UUID | None, receipt_id: UUID) -> KnownReceipt:
        receipt = KnownReceipt(receipt_id, self.expected(made), holder, parts_of(receipt_id))
        made.state = OrderState.PAID
        self.receipts.append(receipt)
        return receipt

    # --- what can happen

    @rule(which=PICK, parts=PARTS, method=st.sampled_from([Method.CASH, Method.TRANSFER]))
    def somebody_orders(self, which: int, parts: set[int], method: Method) -> None:
        family = self.families[which % 2]
        charges = [family.charges[part] for part in sorted(parts)]
        if self.paid() & set(charges):
            with pytest.raises(RuleBroken), a_request():
                order(charges, family.household_id, method)
            return
        with a_request():
            made = order(charges, family.household_id, method)
        self.orders.append(KnownOrder(made.id, charges))

    @precondition(lambda self: self.orders)
    @rule(which=PICK, who=PICK)
    def a_collector_takes_cash(self, which: int, who: int) -> None:
        made, member = self.orders[which % len(self.orders)], self.people.collectors[who % 2]
        due, into = self.expected(made), cash_of(member.staff_id)
        with a_request():
            paid = settle(made.id, "Người Nộp", into, Method.CASH, by=collector(member))
        assert (paid.amount if paid else 0) == FEE * len(due)
        if paid:
            self.held[member.staff_id] += paid.amount
            self.settled(made, member.staff_id, paid.receipt_id)

    @precondition(lambda self: self.orders)
    @rule(which=PICK, state=st.sampled_from(OrderState))
    def an_order_is_closed_without_money(self, which: int, state: OrderState) -> None:
        made = self.orders[which % len(self.orders)]
        if state is OrderState.PAID:
            return  # only a settlement does that
        with a_request():
            moved = close(made.id, state)
        assert moved == (state in MOVES[made.state])
        if moved:
            made.state = state

    @rule(which=PICK, named=st.integers(0, 3), off_by=OFF_BY, ref=st.integers(0, 12))
    def money_comes_in(self, which: int, named: int, off_by: int, ref: int) -> None:
        made = self.orders[which % len(self.orders)] if named and self.orders else None
        amount = off_by + (made.amount if made else 2 * FEE)
        told = Told(
            unit_id=self.unit,
            provider=Provider.SEPAY,
            provider_ref=str(ref),
            bank_ref=f"FT{ref}",
            amount=amount,
            content="chuyen tien",
            came_at=clock.now(),
            order_id=made.id if made else None,
        )
        with a_request():
            arrival_id = note(told)
        assert (arrival_id is None) == (str(ref) in self.arrivals), "noted once"
        if arrival_id:
            self.arrivals[str(ref)] = KnownArrival(arrival_id, amount, made)
            if made:
                self.look_at(made)

    @precondition(lambda self: self.orders)
    @rule(which=PICK)
    def the_clock_looks_again(self, which: int) -> None:
        self.look_at(self.orders[which % len(self.orders)])

    def look_at(self, made: KnownOrder) -> None:
        naming = [one for one in self.arrivals.values() if one.order is made]
        exact = sum(one.left for one in naming) == made.amount
        due = self.expected(made) if exact else []
        with a_request():
            paid = place_by_memo(made.id, "Người Nộp", by=BY_NOBODY)
        assert (paid.amount if paid else 0) == FEE * len(due)
        if paid:
            receipt = self.settled(made, None, paid.receipt_id)
            assert sum(receipt.parts.values()) == receipt.amount
            for one in naming:
                one.left -= receipt.parts.get(one.id, 0)

    @precondition(lambda self: self.orders and self.arrivals)
    @rule(which=PICK, of=PICK)
    def staff_place_an_arrival(self, which: int, of: int) -> None:
        made = self.orders[which % len(self.orders)]
        arrival = list(self.arrivals.values())[of % len(self.arrivals)]
        due = self.expected(made)
        if not due or FEE * len(due) > arrival.left:
            with pytest.raises(RuleBroken), a_request():
                place_part(arrival.id, made.id, "Người Nộp", by=BY_NOBODY)
            return
        with a_request():
            paid = place_part(arrival.id, made.id, "Người Nộp", by=BY_NOBODY)
        arrival.left -= self.settled(made, None, paid.receipt_id).amount

    @precondition(lambda self: self.receipts)
    @rule(which=PICK)
    def the_head_takes_a_receipt_back(self, which: int) -> None:
        receipt = self.receipts[which % len(self.receipts)]
        if receipt.annulled or (receipt.holder and self.held[receipt.holder] < receipt.amount):
            with pytest.raises(RuleBroken), a_request():
                undo(receipt.id, "sai hộ", by=self.people.head)
            return
        with a_request():
            for member in self.people.collectors:
                if member.staff_id == receipt.holder:
                    giving_back.say(receipt.id, by=collects(member))
            undo(receipt.id, "sai hộ", by=self.people.head)
        receipt.annulled = True
        if receipt.holder:
            self.held[receipt.holder] -= receipt.amount
        for arrival_id, amount in receipt.parts.items():
            next(one for one in self.arrivals.values() if one.id == arrival_id).left += amount

    @precondition(lambda self: self.arrivals)
    @rule(of=PICK, amount=AMOUNTS)
    def two_people_give_money_back(self, of: int, amount: int) -> None:
        arrival = list(self.arrivals.values())[of % len(self.arrivals)]
        if arrival.left < amount:
            with pytest.raises(RuleBroken), a_request():
                returning.ask(arrival.id, amount, "chuyển nhầm", by=self.people.clerk)
            return
        with a_request():
            return_id = returning.ask(arrival.id, amount, "chuyển nhầm", by=self.people.clerk)
            returning.allow(return_id, by=self.people.head)
            returning.pay_out(return_id, "FT-OUT", by=self.people.clerk)
        arrival.left -= amount
        self.given_back += amount

    @rule(giver=st.integers(0, 1), amount=AMOUNTS)
    def one_collector_hands_over_to_the_other(self, giver: int, amount: int) -> None:
        one, other = (
            self.people.collectors[giver].staff_id,
            self.people.collectors[1 - giver].staff_id,
        )
        hands_over: dict[str, Any] = {
            "unit_id": self.unit,
            "cause": Cause.HANDOVER,
            "cause_id": uuid4(),
        }
        if self.held[one] < amount:
            with pytest.raises(RuleBroken), a_request():
                move(amount, cash_of(one), cash_of(other), **hands_over)
            return
        with a_request():
            move(amount, cash_of(one), cash_of(other), **hands_over)
        self.held[one] -= amount
        self.held[other] += amount

    # --- what is always true

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        if not hasattr(self, "unit"):
            return
        found = books_of(session.connection(), self.unit).of
        assert sum(found.values()) == 0
        assert found[Book.FEES] == -FEE * len(self.paid())
        assert found[Book.CASH] == sum(self.held.values())
        assert found[Book.BANK] == (
            sum(one.amount for one in self.arrivals.values()) - self.given_back
        )
        assert found[Book.UNPLACED] == -sum(one.left for one in self.arrivals.values())
        boxes = cash_boxes(self.unit)
        assert {holder: boxes.get(holder, 0) for holder in self.held} == self.held

    @invariant()
    def charges_orders_and_receipts_are_those_of_the_model(self) -> None:
        if not hasattr(self, "unit"):
            return
        in_force = session.scalars(
            sa.select(ChargePayment.charge_id).where(ChargePayment.reversed_at.is_(None))
        ).all()
        assert sorted(in_force) == sorted(self.paid())
        states = session.execute(sa.select(FeeOrder.id, FeeOrder.state)).all()
        assert {row.id: row.state for row in states} == {one.id: one.state for one in self.orders}
        issued = session.execute(
            sa.select(Receipt.id, Receipt.annulled_at).order_by(Receipt.number)
        ).all()
        assert [(row.id, row.annulled_at is not None) for row in issued] == [
            (one.id, one.annulled) for one in self.receipts
        ]
        numbers = session.scalars(sa.select(Receipt.number).order_by(Receipt.number)).all()
        assert list(numbers) == list(range(1, len(self.receipts) + 1))


def test_whatever_happens_in_whatever_order_the_books_agree(app: Flask) -> None:
    class PayingHere(Paying):
        people = the_staff()

    run_state_machine_as_test(
        PayingHere,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
