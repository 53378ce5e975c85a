"""What a household does about its fee: ordering, sending money, sending it wrongly."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import Charge
from portal.fees.order_models import Method
from portal.fees.ordering import IS_OPEN, Order, order
from portal.fees.units import Unit
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.receiving.arrivals import Told
from portal.receiving.models import Provider
from portal.transfers.taking import take

AMOUNT = 1_000


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household of the commune with the name of its head."""

    id: UUID
    code: str
    head: str
    village: str


def homes(commune: str) -> Sequence[Home]:
    """Return the households of a commune that have a head and a village, by code."""
    head = (
        sa.select(Membership.person_id)
        .where(Membership.household_id == Household.id, Membership.left_on.is_(None))
        .order_by(Membership.position, Membership.id)
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            Household.id,
            Household.code,
            Person.full_name.label("head"),
            Village.name.label("village"),
        )
        .select_from(Household)
        .join(Person, Person.id == head)
        .join(Village, Village.id == Household.village_id)
        .where(Household.commune == commune)
        .order_by(Household.code)
    )
    return [Home(**row._mapping) for row in rows]


def open_charges(home: Home, year: int) -> Sequence[UUID]:
    """Return what a household is still asked for a year."""
    return session.scalars(
        sa.select(Charge.id).where(Charge.household_id == home.id, Charge.year == year, IS_OPEN)
    ).all()


def order_all(home: Home, year: int) -> Order:
    """Order a transfer of all of it."""
    return order(open_charges(home, year), home.id, Method.TRANSFER)


def transfers(unit: Unit, home: Home, ordered: Order) -> None:
    """Let the bank tell of the whole amount, with its own words around the memo."""
    _arrives(unit, home, f"MBVCB.{home.code[-4:]}.{ordered.memo}.CT tu khach hang", ordered.amount)


def wrongly(unit: Unit, home: Home, ordered: Order, *, short: bool) -> None:
    """Let a transfer be a thousand too little, or its memo lack the last letter."""
    if short:
        _arrives(unit, home, ordered.memo, max(1, ordered.amount - AMOUNT))
    else:
        _arrives(unit, home, ordered.memo[:-1].lower(), ordered.amount)


def _arrives(unit: Unit, home: Home, content: str, amount: int) -> None:
    reference = f"DEMO{clock.local(clock.now()):%y%m%d}{home.code[-4:]}"
    take(
        Told(
            unit_id=unit.id,
            provider=Provider.SEPAY,
            provider_ref=reference,
            bank_ref=reference,
            amount=amount,
            content=content,
            came_at=clock.now(),
        )
    )
