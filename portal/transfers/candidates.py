"""Whose money an arrival may be: the orders of a unit, and the households that owe it.

Of orders the database leaves out those no text can mean. Households are few in a commune: their
codes and heads are read whole and compared here, so that both databases find the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.memo import START
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import FeeOrder, OrderState
from portal.fees.ordering import IS_OPEN
from portal.kernel import clock
from portal.kernel.among import among
from portal.kernel.db import Moment, reads
from portal.people.heads import head_of
from portal.people.models import Person
from portal.people.places import Household
from portal.staff.signed_in import SignedInStaff
from portal.transfers.guesses import PARTS, Ordered, Owing, said_in

ORDERED_WITHIN = timedelta(days=400)
MOST_ORDERS, MOST_HOUSEHOLDS = 1_000, 1_000

_TEXT = sa.bindparam("text", type_=sa.String())
_ORDERS = (
    sa.select(
        FeeOrder.id,
        FeeOrder.household_id,
        Household.code,
        FeeOrder.memo,
        FeeOrder.amount,
        (FeeOrder.state == OrderState.PAID).label("is_paid"),
    )
    .join(Household, Household.id == FeeOrder.household_id)
    .where(FeeOrder.unit_id == sa.bindparam("unit_id"))
    .order_by(FeeOrder.ordered_at.desc(), FeeOrder.id)
    .limit(MOST_ORDERS)
)
_HOUSEHOLDS = (
    sa.select(
        Household.id,
        Household.code,
        Person.id.label("head_id"),
        sa.func.coalesce(Person.full_name, "").label("head"),
        sa.func.sum(sa.case((IS_OPEN, Charge.amount), else_=0)).label("amount"),
    )
    .join(Charge, Charge.household_id == Household.id)
    .outerjoin(Person, Person.id == head_of(Household.id))
    .where(Charge.unit_id == sa.bindparam("unit_id"))
    .group_by(Household.id, Household.code, Person.id, Person.full_name)
    .order_by(Household.code, Household.id)
)
_NAMES = (
    sa.select(Household.id, Household.code, sa.func.coalesce(Person.name_folded, "").label("head"))
    .outerjoin(Person, Person.id == head_of(Household.id))
    .where(
        among(
            Household.id,
            sa.select(Household.id)
            .join(FeeUnit, FeeUnit.commune == Household.commune)
            .where(FeeUnit.id == sa.bindparam("unit_id")),
        )
    )
)
_MEMO_LIKE = sa.or_(
    *(
        _TEXT.contains(
            sa.func.substr(FeeOrder.memo, len(START) + part.start + 1, part.stop - part.start)
        )
        for part in PARTS
    )
)


def orders(unit_id: UUID, texts: Collection[str], named: Collection[UUID]) -> Sequence[Ordered]:
    """Return orders named by their id, and those of about a year whose memo texts come near to.

    The newest come first; a memo of which no part of the code is whole is near to none.
    """
    is_near = sa.and_(FeeOrder.ordered_at > sa.bindparam("since", type_=Moment), _MEMO_LIKE)
    values = {
        "unit_id": unit_id,
        "text": said_in(*texts).text,
        "since": clock.now() - ORDERED_WITHIN,
    }
    is_named = FeeOrder.id.in_(named)
    wanted = (
        _ORDERS.where(sa.or_(is_named, is_near))
        .order_by(None)
        .order_by(sa.case((is_named, 0), else_=1), FeeOrder.ordered_at.desc(), FeeOrder.id)
    )
    return [Ordered(**row._mapping) for row in reads().execute(wanted, values)]


def owing(unit_id: UUID, texts: Collection[str]) -> Sequence[Owing]:
    """Return the households of a unit that owe something and whose code or head a text names.

    Only of these it is summed what is open. Should they be too many, those named by their code
    stay.
    """
    said = said_in(*texts)
    named = [
        (found_by, row.code, row.id)
        for row in reads().execute(_NAMES, {"unit_id": unit_id})
        if (found_by := said.names(row.code, row.head)) is not None
    ]
    surest = [household_id for _, _, household_id in sorted(named)[:MOST_HOUSEHOLDS]]
    return [each for each in households(surest, unit_id) if each.amount]


def households(ids: Collection[UUID], unit_id: UUID) -> Sequence[Owing]:
    """Return chosen households of a unit, whatever they owe."""
    if not ids:
        return ()
    chosen = _HOUSEHOLDS.where(Household.id.in_(ids))
    return [Owing(**row._mapping) for row in reads().execute(chosen, {"unit_id": unit_id})]


@dataclass(frozen=True, kw_only=True)
class OpenCharge:
    """What is asked of one member for one year."""

    id: UUID
    household_id: UUID
    person_id: UUID
    full_name: str = field(repr=False)
    year: int
    amount: int


_CHARGES = (
    sa.select(
        Charge.id,
        Charge.household_id,
        Charge.person_id,
        Person.full_name,
        Charge.year,
        Charge.amount,
    )
    .join(Person, Person.id == Charge.person_id)
    .where(Charge.unit_id == sa.bindparam("unit_id"), Charge.household_id.is_not(None), IS_OPEN)
    .order_by(Charge.household_id, Charge.year, Person.name_folded, Charge.id)
)


def open_charges(unit_id: UUID, households: Collection[UUID]) -> Sequence[OpenCharge]:
    """Return what is open of some households."""
    found = _CHARGES.where(Charge.household_id.in_(households))
    return [OpenCharge(**row._mapping) for row in reads().execute(found, {"unit_id": unit_id})]


def charges(unit_id: UUID, ids: Collection[UUID]) -> Sequence[OpenCharge]:
    """Return those of these charges that are open and the unit's."""
    found = _CHARGES.where(Charge.id.in_(ids))
    return [OpenCharge(**row._mapping) for row in reads().execute(found, {"unit_id": unit_id})]


def note_seen(people: Collection[UUID], arrival_id: UUID, staff: SignedInStaff) -> None:
    """Write of everybody named beside an arrival that this member read it."""
    trail.note(
        *(
            Line(
                event=Event.FEES_SEEN,
                about=person_id,
                by=staff.actor,
                basis=Basis.DESK,
                object_ref=f"arrival:{arrival_id}",
            )
            for person_id in dict.fromkeys(people)
        )
    )
