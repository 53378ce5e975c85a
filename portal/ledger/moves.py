"""Moving money: one row, in the transaction of what it tells."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.kernel import clock
from portal.kernel.db import database, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Book, CashBox, Cause, Move


@dataclass(frozen=True, kw_only=True)
class Place:
    """A book, and of cash whose."""

    book: Book
    holder: UUID | None = None


FEES = Place(book=Book.FEES)
BANK = Place(book=Book.BANK)
UNPLACED = Place(book=Book.UNPLACED)
VNPAY = Place(book=Book.VNPAY)
MOMO = Place(book=Book.MOMO)
DEPOSITS = Place(book=Book.DEPOSITS)
CHARGES = Place(book=Book.CHARGES)
# What they hold is the unit's, and no less than nothing.
PROVIDERS = frozenset({VNPAY, MOMO})
# A table of a package above; its row is what those who take from a provider's book wait for.
_UNIT = sa.table("fee_unit", sa.column("id", sa.Uuid()))


def cash_of(staff_id: UUID) -> Place:
    """Return the cash one collector holds."""
    return Place(book=Book.CASH, holder=staff_id)


def move(
    amount: int, out_of: Place, into: Place, *, unit_id: UUID, cause: Cause, cause_id: UUID
) -> None:
    """Move so many đồng; raise RuleBroken where a collector or provider does not hold that much.

    The same cause between the same books a second time is an IntegrityError: whoever lets a
    cause come twice asks first.
    """
    _lock_boxes(out_of, into, unit_id)
    _take_cash(amount, out_of, unit_id)
    _leave_provider(amount, out_of, unit_id)
    session.execute(
        sa.insert(Move).values(
            at=clock.now(),
            unit_id=unit_id,
            from_book=out_of.book,
            from_holder=out_of.holder,
            to_book=into.book,
            to_holder=into.holder,
            amount=amount,
            cause=cause,
            cause_id=cause_id,
        )
    )
    _give_cash(amount, into, unit_id)


def _lock_boxes(out_of: Place, into: Place, unit_id: UUID) -> None:
    """Lock the boxes of two collectors in one order, so that A to B and B to A do not block."""
    if out_of.holder is not None and into.holder is not None:
        session.execute(
            sa.select(CashBox.held)
            .where(CashBox.unit_id == unit_id, CashBox.holder_id.in_([out_of.holder, into.holder]))
            .order_by(CashBox.holder_id)
            .with_for_update(key_share=True)
        )


def _take_cash(amount: int, place: Place, unit_id: UUID) -> None:
    if place.holder is None:
        return
    taken = session.connection().execute(
        sa.update(CashBox)
        .where(
            CashBox.unit_id == unit_id, CashBox.holder_id == place.holder, CashBox.held >= amount
        )
        .values(held=CashBox.held - amount)
    )
    if taken.rowcount != 1:
        raise RuleBroken(_("So much cash is not there"), "amount")


def _leave_provider(amount: int, place: Place, unit_id: UUID) -> None:
    """Raise RuleBroken for more than a provider holds; the database would refuse it too."""
    if place in PROVIDERS:
        session.execute(
            sa.select(_UNIT.c.id).where(_UNIT.c.id == unit_id).with_for_update(key_share=True)
        )
        if amount > held_by_provider(place, unit_id):
            raise RuleBroken(_("So much does not lie with this provider any more"), "amount")


def held_by_provider(place: Place, unit_id: UUID) -> int:
    """Return what lies in a provider's book, as this transaction sees it."""
    amount = sa.case((Move.to_book == place.book, Move.amount), else_=-Move.amount)
    held = sa.select(sa.func.coalesce(sa.func.sum(amount), 0)).where(
        Move.unit_id == unit_id, sa.or_(Move.to_book == place.book, Move.from_book == place.book)
    )
    return int(session.scalars(held).one())


def _give_cash(amount: int, place: Place, unit_id: UUID) -> None:
    if place.holder is None:
        return
    values = {"unit_id": unit_id, "holder_id": place.holder, "held": amount}
    added = upsert(CashBox).values(values)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[CashBox.unit_id, CashBox.holder_id],
            set_={"held": CashBox.held + amount},
        )
    )


def upsert(table: Any) -> Any:
    """Return an INSERT of the database at hand that knows ON CONFLICT."""
    return (sqlite if database().is_sqlite else postgresql).insert(table)
