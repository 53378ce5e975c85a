"""Unpaid charges follow who died, moved or came back; what was paid stays."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.models import Charge, WhyCancelled
from portal.fees.order_models import ChargePayment, FeeOrder, Method, OrderState
from portal.fees.ordering import Order, order
from portal.fees.paying import Collector, settle
from portal.kernel.db import session
from portal.ledger.moves import UNPLACED
from portal.people.kinds import Relation
from portal.people.models import Membership, Person
from tests import cast
from tests.fees.commands import fees, set_up

BY_BANK = Collector(actor=NOBODY)


def opened(app: Flask, *members: cast.Member) -> UUID:
    """Let people live together and open 2026 for them; return the household."""
    set_up(app)
    home = cast.a_household(*members)
    session.commit()
    fees(app, "open-year", "2026")
    return home


def charge_of(member: cast.Member) -> Charge:
    session.rollback()
    return session.scalars(
        sa.select(Charge)
        .where(Charge.person_id == member.person_id)
        .execution_options(populate_existing=True)
    ).one()


def orders(member: cast.Member, home: UUID) -> Order:
    made = order([charge_of(member).id], home, Method.TRANSFER)
    session.commit()
    return made


def pays(member: cast.Member, home: UUID) -> None:
    assert settle(orders(member, home).id, "Lan", UNPLACED, Method.TRANSFER, by=BY_BANK)
    session.commit()


def dies(member: cast.Member, on: date | None = date(2026, 5, 6)) -> None:
    session.get_one(Person, member.person_id).deceased_on = on
    session.commit()


def leaves(member: cast.Member, on: date = date(2026, 5, 6), to: UUID | None = None) -> None:
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id == member.person_id, Membership.left_on.is_(None))
        .values(left_on=on)
    )
    if to is not None:
        session.add(
            Membership(
                household_id=to, person_id=member.person_id, relation=Relation.OTHER, joined_on=on
            )
        )
    session.commit()


def test_the_unpaid_charge_of_the_dead_is_cancelled_and_the_paid_one_stays(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    home = opened(app, men, lan)
    pays(men, home)
    dies(men)
    dies(lan)

    assert "1 cancelled, 0 moved" in fees(app, "follow")

    assert charge_of(lan).cancelled_why is WhyCancelled.DIED
    assert charge_of(men).cancelled_at is None
    assert "0 cancelled, 0 moved" in fees(app, "follow")


def test_a_death_taken_back_is_asked_again(app: Flask) -> None:
    men = cast.men()
    opened(app, men)
    dies(men)
    fees(app, "follow")
    dies(men, on=None)

    assert "0 cancelled, 1 moved" in fees(app, "follow")

    assert charge_of(men).cancelled_at is None


def test_who_moves_within_the_commune_takes_the_charge_along(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    home = opened(app, men, lan)
    made = orders(men, home)
    other = cast.a_household(cast.hung(), village="Nà Lúa")
    leaves(men, to=other)

    assert "0 cancelled, 1 moved" in fees(app, "follow")

    charge = charge_of(men)
    assert (charge.household_id, charge.village_id) == (other, cast.a_village("Nà Lúa"))
    assert charge_of(lan).household_id == home
    assert session.get_one(FeeOrder, made.id).state is OrderState.CANCELLED


def test_who_leaves_the_commune_is_asked_no_more_for_this_year(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    home = opened(app, men, lan)
    pays(lan, home)
    far = cast.a_household(cast.hung(), commune="Xã Nà Hoa", village="Bản Xa")
    leaves(men, to=far)
    leaves(lan, to=far)

    assert "1 cancelled, 0 moved" in fees(app, "open-year", "2026")

    assert charge_of(men).cancelled_why is WhyCancelled.MOVED
    assert charge_of(lan).household_id == home


def test_a_year_that_was_over_stays_asked_of_who_left_after_it(app: Flask) -> None:
    men = cast.men()
    opened(app, men)
    leaves(men, on=date(2027, 1, 2))

    assert "0 cancelled, 0 moved" in fees(app, "follow")

    assert charge_of(men).cancelled_at is None


def test_money_on_its_way_pays_for_the_living_of_an_order_alone(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    home = opened(app, men, lan)
    made = order([charge_of(men).id, charge_of(lan).id], home, Method.TRANSFER)
    session.commit()
    dies(men)
    fees(app, "follow")

    paid = settle(made.id, "Hà Thị Lan", UNPLACED, Method.TRANSFER, by=BY_BANK)
    session.commit()

    assert paid is not None
    assert paid.amount == 1_000
    assert session.scalars(sa.select(ChargePayment.charge_id)).all() == [charge_of(lan).id]
