"""Two entries of one person were asked for a fee each: one is asked, and what was paid counts."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.models import Charge, WhyCancelled
from portal.fees.order_models import ChargePayment, Method
from portal.fees.ordering import IS_OPEN, order
from portal.fees.paying import Paid, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.moves import UNPLACED
from portal.merging.models import MergeState, PersonMerge
from portal.merging.moving import Move
from portal.merging.undoing import give_back
from tests import cast
from tests.fees.crowd import BY_NOBODY, payments_in_force, together
from tests.fees.money import a_unit, charges_for


def merged_with(kept: UUID, merged: UUID) -> PersonMerge:
    """Merge two entries as two members of staff would have."""
    now = clock.now()
    merge = PersonMerge(
        kept_id=kept,
        merged_id=merged,
        commune="Xã Đồng Sen",
        state=MergeState.DONE,
        asked_by=cast.hanh().staff_id,
        asked_at=now,
        decided_by=cast.thom().staff_id,
        decided_at=now,
    )
    session.add(merge)
    session.flush()
    Move(merge.id, kept=kept, merged=merged, now=now).run()
    session.flush()
    return merge


def pay(order_id: UUID) -> Paid | None:
    """Let the money for an order be here."""
    return settle(order_id, "Lan", UNPLACED, Method.TRANSFER, by=BY_NOBODY)


def paid_for(*charge_ids: UUID) -> set[UUID]:
    """Return which of these charges have a payment in force."""
    return set(
        session.scalars(
            sa.select(ChargePayment.charge_id).where(
                ChargePayment.charge_id.in_(charge_ids), ChargePayment.reversed_at.is_(None)
            )
        )
    )


def asked_of(person_id: UUID) -> list[UUID]:
    """Return what is still asked of somebody."""
    return list(session.scalars(sa.select(Charge.id).where(Charge.person_id == person_id, IS_OPEN)))


@pytest.mark.parametrize(
    ("kept_paid", "merged_paid", "open_after", "cancelled"),
    [
        (False, False, True, True),
        (True, False, False, True),
        (False, True, False, True),
        (True, True, False, False),
    ],
    ids=["nobody paid", "the kept one paid", "the other paid", "both paid"],
)
def test_one_charge_of_a_year_is_asked_after_a_merge(
    app: Flask, kept_paid: bool, merged_paid: bool, open_after: bool, cancelled: bool
) -> None:
    unit, lan, twin = a_unit(), cast.lan(), cast.men()
    kept, merged = lan.person_id, twin.person_id
    household = cast.a_household(lan, twin)
    charges = charges_for(household, unit)
    for person_id, pays in ((kept, kept_paid), (merged, merged_paid)):
        if pays:
            assert pay(order([charges[person_id]], household, Method.TRANSFER).id)
    before = paid_for(*charges.values())

    merge = merged_with(kept, merged)

    assert asked_of(kept) == ([charges[kept]] if open_after else [])
    assert asked_of(merged) == []
    other = session.get_one(Charge, charges[merged], populate_existing=True)
    assert other.cancelled_why == (WhyCancelled.MERGED if cancelled else None)
    assert len(paid_for(*charges.values())) == len(before)
    assert (charges[kept] in paid_for(charges[kept])) == (kept_paid or merged_paid)

    give_back(merge)

    assert paid_for(*charges.values()) == before
    assert len(asked_of(merged)) == (not merged_paid)


def test_what_a_merge_cancelled_is_paid_only_after_undoing_and_then_once(app: Flask) -> None:
    unit, lan, twin = a_unit(), cast.lan(), cast.men()
    household = cast.a_household(lan, twin)
    charges = charges_for(household, unit)
    cancelled = charges[twin.person_id]
    before = order([cancelled], household, Method.TRANSFER)
    merge = merged_with(lan.person_id, twin.person_id)

    with pytest.raises(RuleBroken, match="Chọn lại"):
        order([cancelled], household, Method.TRANSFER)
    assert pay(before.id) is None
    assert paid_for(*charges.values()) == set()

    give_back(merge)
    again = order([cancelled], household, Method.TRANSFER)

    assert pay(before.id)
    assert pay(again.id) is None
    assert paid_for(*charges.values()) == {cancelled}
    assert asked_of(lan.person_id) == [charges[lan.person_id]]


def test_both_entries_pay_their_own_when_one_paid_for_both_before_the_undoing(app: Flask) -> None:
    unit, lan, twin = a_unit(), cast.lan(), cast.men()
    household = cast.a_household(lan, twin)
    charges = charges_for(household, unit)
    for_both = order(charges.values(), household, Method.TRANSFER)
    merge = merged_with(lan.person_id, twin.person_id)

    paid = pay(for_both.id)
    assert paid
    assert paid.amount == 1_000
    give_back(merge)

    assert asked_of(lan.person_id) == []
    assert asked_of(twin.person_id) == [charges[twin.person_id]]
    assert pay(for_both.id) is None, "what was too much waits for people"
    assert pay(order([charges[twin.person_id]], household, Method.TRANSFER).id)
    assert paid_for(*charges.values()) == set(charges.values())


def test_a_charge_is_paid_once_when_two_pay_while_the_merge_is_undone(app: Flask) -> None:
    unit, lan, twin = a_unit(), cast.lan(), cast.men()
    household = cast.a_household(lan, twin)
    charge = charges_for(household, unit)[twin.person_id]
    orders = [order([charge], household, Method.TRANSFER).id for _ in range(2)]
    merge_id = merged_with(lan.person_id, twin.person_id).id
    session.commit()

    together(
        app,
        lambda: pay(orders[0]),
        lambda: give_back(session.get_one(PersonMerge, merge_id)),
        lambda: pay(orders[1]),
    )
    for order_id in orders:
        pay(order_id)
    session.commit()

    assert payments_in_force() == {charge: 1}
