"""Money a messenger tells of that is in the books already: told before, or on a statement.

Its number says so, or the bank's reference. Where a statement came first, and it or the
messenger gives no reference, day, amount and text do; where they give two, all of it has to be
the same to the minute. One arrival answers for one telling.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import IntEnum
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger import moves
from portal.receiving.arrivals import Told
from portal.receiving.models import STRUCK, Arrival, MoneyReturn, Provider, Telling
from portal.transfers.same_money import Likeness, Said, likeness, same_whatever_the_reference
from portal.transfers.statement_rows import given_reference

# Within so many days one reference is one transfer: some banks begin to count anew.
SAME_REFERENCE = timedelta(days=3)
_A_DAY = timedelta(days=1)
IS_STRUCK = (
    sa.exists()
    .where(MoneyReturn.arrival_id == Arrival.id, MoneyReturn.state.in_(STRUCK))
    .correlate(Arrival)
)
_ANSWERS = sa.exists().where(Telling.arrival_id == Arrival.id).correlate(Arrival)


class _How(IntEnum):
    """What says that an arrival is told of; of several the first counts."""

    REFERENCE = 0
    TEXT = 1
    REFERENCE_OF_ANOTHER_DAY = 2
    PART_OF_TEXT = 3


def told_before(told: Told) -> UUID | None:
    """Return the arrival a messenger tells of; None where its money is new."""
    known = _by_number(told)
    if known is not None:
        return known
    said = Said.by(told)
    found = [*_by_reference(told, said), *_by_text(told, said)]
    _how, arrival_id = min(found, key=lambda each: each[0], default=(None, None))
    return arrival_id


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


def _by_reference(told: Told, said: Said) -> Iterator[tuple[_How, UUID]]:
    """Find the arrival with the same reference, if it is the same money.

    A messenger gives each transfer a number of its own, so what it tells of under another
    number is other money, whatever reference the bank gave it.
    """
    if told.bank_ref is None:
        return
    by_the_same = sa.exists().where(
        Telling.arrival_id == Arrival.id, Telling.provider == told.provider
    )
    named = sa.select(Arrival.id, Arrival.came_at).where(
        Arrival.unit_id == told.unit_id,
        Arrival.bank_ref == told.bank_ref,
        Arrival.amount == told.amount,
        Arrival.came_at.between(told.came_at - SAME_REFERENCE, told.came_at + SAME_REFERENCE),
        Arrival.provider != told.provider,
        ~by_the_same,
    )
    for each in session.execute(named):
        same_day = clock.local(each.came_at).date() == said.at.date()
        yield _How.REFERENCE if same_day else _How.REFERENCE_OF_ANOTHER_DAY, each.id


def _by_text(told: Told, said: Said) -> Iterator[tuple[_How, UUID]]:
    """Find what a statement showed of this day, amount and text.

    What still stands comes first, and what has a reference: fewer tellings can be of that.
    """
    shown = (
        sa.select(Arrival.id, Arrival.bank_ref, Arrival.amount, Arrival.content, Arrival.came_at)
        .where(
            Arrival.unit_id == told.unit_id,
            Arrival.provider == Provider.STATEMENT,
            Arrival.amount == told.amount,
            Arrival.came_at.between(told.came_at - _A_DAY, told.came_at + _A_DAY),
            ~_ANSWERS,
        )
        .order_by(IS_STRUCK, Arrival.bank_ref.is_(None), Arrival.came_at, Arrival.id)
    )
    for each in session.execute(shown):
        how = _how_alike(said, Said.by(each), _may_be_one(told.bank_ref, each.bank_ref))
        if how is not None:
            yield how, each.id


def _may_be_one(given: str | None, bank_ref: str | None) -> bool:
    """Say whether two references are not two of the bank's."""
    return given is None or bank_ref is None or given == given_reference(bank_ref)


def _how_alike(one: Said, other: Said, references_agree: bool) -> _How | None:
    if not references_agree:
        return _How.TEXT if same_whatever_the_reference(one, other) else None
    alike = {Likeness.SAME: _How.TEXT, Likeness.PART: _How.PART_OF_TEXT}
    return alike.get(likeness(one, other))
