"""Whose money an arrival may be: the orders of a unit, and the households that owe it.

The database leaves out what no text can mean; which of the rest is meant, `guesses` says.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.memo import START, squeezed
from portal.fees.models import Charge
from portal.fees.order_models import FeeOrder, OrderState
from portal.fees.ordering import IS_OPEN
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.text import fold
from portal.people.heads import head_of
from portal.people.models import Person
from portal.people.places import Household
from portal.staff.signed_in import SignedInStaff
from portal.transfers.guesses import PARTS, SHORTEST_CODE, Ordered, Owing, words_of

ORDERED_WITHIN = timedelta(days=400)
MOST_ORDERS, MOST_HOUSEHOLDS = 1_000, 200
# What banks and fingers put between the letters of codes and names.
_BETWEEN = " -./'’_,%\\()–"

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


def _squeezed(column: sa.SQLColumnExpression[str]) -> sa.SQLColumnExpression[str]:
    for mark in _BETWEEN:
        column = sa.func.replace(column, mark, "")
    return sa.func.upper(column)


def _within_text(column: sa.SQLColumnExpression[str]) -> sa.ColumnElement[bool]:
    return _TEXT.contains(column)


_PLAIN_CODE = sa.func.replace(sa.func.replace(Household.code, "Đ", "D"), "đ", "d")
_CODE = _squeezed(_PLAIN_CODE)
_NAME = _squeezed(Person.name_folded)
_MEMO_LIKE = sa.or_(
    *(
        _within_text(
            sa.func.substr(FeeOrder.memo, len(START) + part.start + 1, part.stop - part.start)
        )
        for part in PARTS
    )
)
_OWED = (
    sa.select(Charge.household_id, sa.func.sum(Charge.amount).label("amount"))
    .where(Charge.unit_id == sa.bindparam("unit_id"), Charge.household_id.is_not(None), IS_OPEN)
    .group_by(Charge.household_id)
    .cte("owed")
)
_OWING = (
    sa.select(
        Household.id,
        Household.code,
        Person.id.label("head_id"),
        sa.func.coalesce(Person.full_name, "").label("head"),
        _OWED.c.amount,
    )
    .join(_OWED, _OWED.c.household_id == Household.id)
    .outerjoin(Person, Person.id == head_of(Household.id))
    .where(
        sa.or_(
            sa.and_(sa.func.length(_CODE) >= SHORTEST_CODE, _within_text(_CODE)),
            sa.func.lower(_PLAIN_CODE).in_(sa.bindparam("words", expanding=True)),
            _within_text(_NAME),
        )
    )
    .order_by(Household.code, Household.id)
    .limit(MOST_HOUSEHOLDS)
)


def orders(unit_id: UUID, texts: Collection[str], named: Collection[UUID]) -> Sequence[Ordered]:
    """Return orders named by their id, and those of about a year whose memo texts come near to.

    The newest come first; a memo of which no part of the code is whole is near to none.
    """
    is_near = sa.and_(FeeOrder.ordered_at > sa.bindparam("since", type_=Moment), _MEMO_LIKE)
    values = {
        "unit_id": unit_id,
        "text": _all(texts),
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
    """Return the households of a unit that owe something and whose code or head a text names."""
    words = {word for text in texts for word in words_of(fold(text))}
    values = {"unit_id": unit_id, "text": _all(texts), "words": list(words)}
    return [Owing(**row._mapping) for row in reads().execute(_OWING, values)]


def _all(texts: Collection[str]) -> str:
    return " ".join(squeezed(fold(text)) for text in texts)


def households(ids: Collection[UUID], unit_id: UUID) -> Sequence[Owing]:
    """Return chosen households of a unit, whatever they owe."""
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
