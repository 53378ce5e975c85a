"""Taking in what a bank tells: noted first, then made a fee of where its memo says of what.

The memo of exactly one order of the unit has to be in the text. None, or those of two
households, leave the money where it came in, for somebody to look at. So does the order of
somebody near who brought or confirmed the statement that says so.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from portal.audit.trail import NOBODY
from portal.fees import notices
from portal.fees.memo import memos_in
from portal.fees.models import Charge
from portal.fees.order_models import FeeOrder, OrderLine
from portal.fees.paying import Collector
from portal.kernel.db import session
from portal.receiving.arrivals import Told, note
from portal.receiving.payers import payer_of
from portal.receiving.placing import place_by_memo

BY_ITSELF = Collector(actor=NOBODY)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of it: no arrival where the money was noted before."""

    arrival_id: UUID | None = None
    receipt_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Noted:
    """Money that was noted; `order_id` is what it pays by itself, if its text says so."""

    arrival_id: UUID
    order_id: UUID | None


def take(told: Told, *, by: Collector = BY_ITSELF, near: Set[UUID] = frozenset()) -> Taken:
    """Note what came in, pay the order it names when its money is complete, and say so.

    `by` is the member of staff whose word it is, and `near` everybody about whom neither they
    nor who brought the statement may decide.
    """
    noted = note_named(told, near=near)
    return Taken() if noted is None else place(noted, by=by)


def note_named(told: Told, *, near: Set[UUID] = frozenset()) -> Noted | None:
    """Note what came in with the order it names; None where the money was noted before."""
    order_id = told.order_id or _order_named(told.content, told.unit_id)
    is_near = order_id is not None and not near.isdisjoint(_people_of(order_id))
    arrival_id = note(
        replace(
            told,
            order_id=order_id,
            bank_ref=plain(told.bank_ref),
            odd=told.odd or is_near,
        )
    )
    if arrival_id is None:
        return None
    return Noted(arrival_id=arrival_id, order_id=None if is_near else order_id)


def place(noted: Noted, *, by: Collector = BY_ITSELF) -> Taken:
    """Pay the order that noted money names when its money is complete, and say so."""
    if noted.order_id is None:
        return Taken(arrival_id=noted.arrival_id)
    paid = place_by_memo(noted.order_id, payer_of(noted.order_id), by=by)
    if paid is None:
        return Taken(arrival_id=noted.arrival_id)
    notices.tell(paid.receipt_id)
    return Taken(arrival_id=noted.arrival_id, receipt_id=paid.receipt_id)


def plain(bank_ref: str | None) -> str | None:
    """Write a reference as every teller does, so that the same money is known again."""
    return "".join((bank_ref or "").split()).upper() or None


def _people_of(order_id: UUID) -> Sequence[UUID]:
    return session.scalars(
        sa.select(Charge.person_id)
        .join(OrderLine, OrderLine.charge_id == Charge.id)
        .where(OrderLine.order_id == order_id)
    ).all()


def _order_named(content: str, unit_id: UUID) -> UUID | None:
    """Return the order of a unit whose memo a text holds, if it is one alone."""
    memos = memos_in(content)
    if not memos:
        return None
    found = session.scalars(
        sa.select(FeeOrder.id).where(FeeOrder.memo.in_(memos), FeeOrder.unit_id == unit_id)
    ).all()
    return found[0] if len(found) == 1 else None
