"""Money a messenger tells of that is in the books already: told before, or on a statement.

Its number says so, or the bank's reference. Where a statement came first, and it or the
messenger gives no reference, day, amount and text do; one arrival answers for one telling.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger import moves
from portal.receiving.arrivals import Told
from portal.receiving.models import STRUCK, Arrival, MoneyReturn, Provider, Telling
from portal.transfers.same_money import Likeness, likeness

# Within so many days one reference is one transfer: some banks begin to count anew.
SAME_REFERENCE = timedelta(days=3)
_A_DAY = timedelta(days=1)
_STRUCK = (
    sa.exists()
    .where(MoneyReturn.arrival_id == Arrival.id, MoneyReturn.state.in_(STRUCK))
    .correlate(Arrival)
)
_ANSWERS = sa.exists().where(Telling.arrival_id == Arrival.id).correlate(Arrival)


def told_before(told: Told) -> UUID | None:
    """Return the arrival a messenger tells of; None where its money is new."""
    return _by_number(told) or _by_reference(told) or _by_text(told)


def _by_number(told: Told) -> UUID | None:
    """Return the arrival a messenger told of under the same number of its own."""
    noted = sa.select(Arrival.id).where(
        Arrival.provider == told.provider, Arrival.provider_ref == told.provider_ref
    )
    again = sa.select(Telling.arrival_id).where(
        Telling.provider == told.provider, Telling.provider_ref == told.provider_ref
    )
    return session.scalars(noted.union_all(again)).first()


def is_taken(bank_ref: str, unit_id: UUID) -> bool:
    """Say whether money of a unit has a reference of the bank."""
    has_it = sa.exists().where(Arrival.unit_id == unit_id, Arrival.bank_ref == bank_ref)
    return bool(session.scalar(sa.select(has_it)))


def note_again(arrival_id: UUID, told: Told) -> None:
    """Write down that a messenger told of an arrival, now.

    Where the statement gave no reference the arrival gets the messenger's: whoever tells of it
    next is known by that.
    """
    now = clock.now()
    session.execute(
        moves.upsert(Telling)
        .values(
            provider=told.provider,
            provider_ref=told.provider_ref,
            arrival_id=arrival_id,
            told_at=now,
        )
        .on_conflict_do_update(
            index_elements=[Telling.provider, Telling.provider_ref], set_={"told_at": now}
        )
    )
    if told.bank_ref is not None and not is_taken(told.bank_ref, told.unit_id):
        session.execute(
            sa.update(Arrival)
            .where(Arrival.id == arrival_id, Arrival.bank_ref.is_(None))
            .values(bank_ref=told.bank_ref)
        )


def _by_reference(told: Told) -> UUID | None:
    """Return the arrival with the same reference, if it is the same money.

    A messenger gives each transfer a number of its own, so what it tells of under another
    number is other money, whatever reference the bank gave it.
    """
    if told.bank_ref is None:
        return None
    by_the_same = sa.exists().where(
        Telling.arrival_id == Arrival.id, Telling.provider == told.provider
    )
    return session.scalars(
        sa.select(Arrival.id).where(
            Arrival.unit_id == told.unit_id,
            Arrival.bank_ref == told.bank_ref,
            Arrival.amount == told.amount,
            Arrival.came_at.between(told.came_at - SAME_REFERENCE, told.came_at + SAME_REFERENCE),
            Arrival.provider != told.provider,
            ~by_the_same,
        )
    ).one_or_none()


def _by_text(told: Told) -> UUID | None:
    """Return what a statement showed of this day, amount and text; what still stands first."""
    shown = (
        sa.select(Arrival.id, Arrival.amount, Arrival.content, Arrival.came_at)
        .where(
            Arrival.unit_id == told.unit_id,
            Arrival.provider == Provider.STATEMENT,
            Arrival.amount == told.amount,
            Arrival.came_at.between(told.came_at - _A_DAY, told.came_at + _A_DAY),
            ~_ANSWERS,
        )
        .order_by(_STRUCK, Arrival.came_at, Arrival.id)
    )
    if told.bank_ref is not None and not is_taken(told.bank_ref, told.unit_id):
        shown = shown.where(Arrival.bank_ref.is_(None))
    alike = [(likeness(each, told), each.id) for each in session.execute(shown)]
    best, arrival_id = max(alike, key=lambda each: each[0], default=(Likeness.NONE, None))
    return arrival_id if best else None
