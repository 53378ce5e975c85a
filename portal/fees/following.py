"""Following people: unpaid charges of who died, moved or came back, each hour.

The rule is following_rules.follows; here are the charges it may change, and the writing.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.following_rules import CAN_COME_BACK, Asked, Follows, Home, Lives, follows
from portal.fees.holding import hold_all, withdraw_orders
from portal.fees.models import Charge, WhyCancelled
from portal.fees.ordering import IS_PAID
from portal.fees.units import Unit
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Membership, Person
from portal.people.places import Household


@dataclass(frozen=True, kw_only=True)
class Followed:
    """How many charges were cancelled, and how many are asked at another home or again."""

    cancelled: int
    moved: int


_HERE = (
    sa.select(Membership.person_id, Membership.household_id, Household.village_id)
    .join(Household, Household.id == Membership.household_id)
    .where(Membership.left_on.is_(None), Household.commune == sa.bindparam("commune"))
    .subquery("here")
)
_LEFT_HERE = (
    sa.select(sa.func.max(Membership.left_on))
    .join(Household, Household.id == Membership.household_id)
    .where(Membership.person_id == Charge.person_id, Household.commune == sa.bindparam("commune"))
    .correlate(Charge)
    .scalar_subquery()
)
_STANDS_AS_IT_DID = sa.and_(
    Charge.cancelled_at.is_(None),
    Person.deceased_on.is_(None),
    Person.merged_into.is_(None),
    Charge.household_id == _HERE.c.household_id,
    Charge.village_id.is_not_distinct_from(_HERE.c.village_id),
)
_IN_DOUBT = (
    sa.select(
        Charge.id,
        Charge.year,
        Charge.household_id,
        Charge.village_id,
        Charge.cancelled_why,
        Person.deceased_on,
        Person.merged_into,
        _HERE.c.household_id.label("home_id"),
        _HERE.c.village_id.label("home_village_id"),
        _LEFT_HERE.label("left_on"),
    )
    .join(Person, Person.id == Charge.person_id)
    .outerjoin(_HERE, _HERE.c.person_id == Charge.person_id)
    .where(
        Charge.unit_id == sa.bindparam("unit_id"),
        ~IS_PAID,
        sa.or_(Charge.cancelled_why.is_(None), Charge.cancelled_why.in_(CAN_COME_BACK)),
        sa.not_(sa.func.coalesce(_STANDS_AS_IT_DID, sa.false())),
    )
)


def follow(unit: Unit, *, by: Actor) -> Followed:
    """Let the unpaid charges of a unit follow their people; the caller commits."""
    values = {"unit_id": unit.id, "commune": unit.commune}
    ids = session.scalars(_IN_DOUBT.with_only_columns(Charge.id), values).all()
    counts: Counter[bool] = Counter()
    changed: list[UUID] = []
    for some in hold_all(ids):
        for charge in session.execute(_IN_DOUBT.where(Charge.id.in_(some)), values).all():
            becomes = _becomes(charge)
            if becomes is not None:
                _write(charge.id, becomes)
                changed.append(charge.id)
                counts[isinstance(becomes, Home)] += 1
    withdraw_orders(changed)
    if counts:
        trail.record(
            Line(
                event=Event.FEES_CHANGED,
                by=by,
                section="follow",
                object_ref=f"fee_unit:{unit.id}",
            )
        )
    return Followed(cancelled=counts[False], moved=counts[True])


def _becomes(charge: Any) -> Follows:
    asked = Asked(
        year=charge.year,
        home=_home(charge.household_id, charge.village_id),
        cancelled=charge.cancelled_why,
    )
    lives = Lives(
        died=charge.deceased_on is not None,
        merged=charge.merged_into is not None,
        home=_home(charge.home_id, charge.home_village_id),
        left_on=charge.left_on,
    )
    return follows(asked, lives)


def _home(household_id: UUID | None, village_id: UUID | None) -> Home | None:
    return Home(household_id=household_id, village_id=village_id) if household_id else None


def _write(charge_id: UUID, becomes: WhyCancelled | Home) -> None:
    values: dict[str, object] = {"cancelled_at": None, "cancelled_why": None}
    if isinstance(becomes, Home):
        values |= {"household_id": becomes.household_id, "village_id": becomes.village_id}
    else:
        values |= {"cancelled_at": clock.now(), "cancelled_why": becomes}
    session.execute(sa.update(Charge).where(Charge.id == charge_id).values(values))
