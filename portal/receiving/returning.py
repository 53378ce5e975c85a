"""Giving money back: one asks, another allows, and the unit's own transfer is written down.

From the first word on the amount is kept from becoming a fee. The portal sends no money: an
allowed return is paid out at the bank, or on the provider's own pages, and then proved here.
What a provider collected may be on the unit's account meanwhile, or be advanced from there, so
whoever sent it says where from. Money that never came is struck from the books by the same two
people, and nothing is sent.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees.models import Charge
from portal.fees.order_models import ChargePayment, OrderLine
from portal.kernel import clock, formats
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import BANK, UNPLACED, Place, held_by_provider, move
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import (
    Arrival,
    MoneyReturn,
    Placement,
    Provider,
    ReturnState,
    SentFrom,
)
from portal.receiving.placing import FREE, OPEN, lock
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

_NOT_DECIDED = (ReturnState.ASKED, ReturnState.ALLOWED)


def ask(arrival_id: UUID, amount: int, reason: str, *, by: SignedInStaff) -> UUID:
    """Ask to give back a part of an arrival of the member's unit; raise RuleBroken."""
    refuse_near(arrival_id, by)
    lock(arrival_id)
    found = session.execute(
        sa.select(Arrival.unit_id, FREE.label("free")).where(Arrival.id == arrival_id)
    ).one()
    if not 0 < amount <= found.free:
        raise RuleBroken(_("So much of this money is not left"), "amount")
    return _ask(arrival_id, found.unit_id, amount, reason, by)


def ask_to_strike(arrival_id: UUID, reason: str, *, by: SignedInStaff) -> UUID:
    """Say that money of the member's unit never came to its bank; raise RuleBroken.

    It is struck whole, so what was made of it is taken back first.
    """
    refuse_near(arrival_id, by)
    lock(arrival_id)
    found = session.execute(
        sa.select(Arrival.unit_id, Arrival.amount).where(
            Arrival.id == arrival_id, Arrival.amount == FREE, Arrival.provider.not_in(LIES_IN)
        )
    ).one_or_none()
    if found is None:
        raise RuleBroken(_("Take back first what was made of this money, or asked"), "never_came")
    return _ask(arrival_id, found.unit_id, found.amount, reason, by, never_came=True)


def _ask(
    arrival_id: UUID,
    unit_id: UUID,
    amount: int,
    reason: str,
    by: SignedInStaff,
    *,
    never_came: bool = False,
) -> UUID:
    return_id = uuid4()
    session.execute(
        sa.insert(MoneyReturn).values(
            id=return_id,
            arrival_id=arrival_id,
            unit_id=unit_id,
            amount=amount,
            state=ReturnState.ASKED,
            reason=reason,
            never_came=never_came,
            asked_by=by.staff_id,
            asked_at=clock.now(),
        )
    )
    trail.record(line(Event.RETURN_ASKED, return_id, by))
    return return_id


def allow(return_id: UUID, *, by: SignedInStaff) -> None:
    """Let money go back, or strike what never came, as the second person; raise RuleBroken."""
    asked_by = _refuse_one_hand(return_id, by)
    hands.refuse_left(asked_by)
    never_came = session.scalars(
        sa.select(MoneyReturn.never_came).where(MoneyReturn.id == return_id)
    ).one()
    after = ReturnState.STRUCK if never_came else ReturnState.ALLOWED
    _decide(return_id, (ReturnState.ASKED,), after, by)
    if never_came:
        _take_out(return_id, BANK)
    trail.record(line(Event.RETURN_DECIDED, return_id, by))


def refuse(return_id: UUID, *, by: SignedInStaff) -> None:
    """Keep the money, as the second person, until it is paid out; raise RuleBroken."""
    _refuse_one_hand(return_id, by)
    _decide(return_id, _NOT_DECIDED, ReturnState.REFUSED, by)
    trail.record(line(Event.RETURN_DECIDED, return_id, by, permitted=False))


def pay_out(
    return_id: UUID, proof: str, sent_from: SentFrom = SentFrom.BANK, *, by: SignedInStaff
) -> None:
    """Write down that an allowed return was sent, once; raise RuleBroken.

    `proof` is the reference of that transfer. The money leaves the book of where it was sent
    from; sent by the bank, it leaves what the provider still holds untouched.
    """
    allowed = session.execute(
        sa.select(MoneyReturn.unit_id, MoneyReturn.amount, Arrival.provider)
        .join(Arrival, Arrival.id == MoneyReturn.arrival_id)
        .where(MoneyReturn.id == return_id, MoneyReturn.state == ReturnState.ALLOWED)
        .with_for_update(of=MoneyReturn, key_share=True)
    ).one_or_none()
    if allowed is None:
        raise RuleBroken(_("This is not allowed yet, or was paid out already"))
    out_of = BANK
    if sent_from is SentFrom.PROVIDER:
        out_of = _book_of(allowed.provider, allowed.amount, allowed.unit_id)
    change(
        sa.update(MoneyReturn)
        .where(MoneyReturn.id == return_id)
        .values(
            state=ReturnState.PAID_OUT,
            paid_out_at=clock.now(),
            proof=proof,
            sent_from=sent_from,
        )
    )
    _take_out(return_id, out_of)
    trail.record(line(Event.RETURN_DECIDED, return_id, by, section="return:paid_out"))


def _book_of(provider: Provider, amount: int, unit_id: UUID) -> Place:
    """Return the book of who collected the money; raise RuleBroken where it is not in it."""
    if provider not in LIES_IN:
        raise RuleBroken(
            _("This money came to the bank account, and is sent back from there"), "sent_from"
        )
    held = held_by_provider(LIES_IN[provider], unit_id)
    if amount > held:
        raise RuleBroken(
            _(
                "Only %(held)s lie with this provider any more. Was it sent from the bank account?",
                held=formats.dong(held, language=current_language()),
            ),
            "sent_from",
        )
    return LIES_IN[provider]


def _take_out(return_id: UUID, out_of: Place) -> None:
    """Move the money out of a book, by its arrival turned round."""
    found = session.execute(
        sa.select(MoneyReturn.arrival_id, MoneyReturn.unit_id, MoneyReturn.amount).where(
            MoneyReturn.id == return_id
        )
    ).one()
    given = change(
        sa.update(Arrival)
        .where(Arrival.id == found.arrival_id, found.amount <= OPEN)
        .values(returned=Arrival.returned + found.amount)
    )
    if given != 1:
        raise RuleBroken(_("So much of this money is not left"))
    move(
        found.amount,
        out_of,
        UNPLACED,
        unit_id=found.unit_id,
        cause=Cause.RETURN,
        cause_id=return_id,
    )


def _refuse_one_hand(return_id: UUID, by: SignedInStaff) -> UUID:
    """Return who asked; raise RuleBroken where that is not somebody else, and far from it."""
    arrival_id, asked_by = session.execute(
        sa.select(MoneyReturn.arrival_id, MoneyReturn.asked_by).where(MoneyReturn.id == return_id)
    ).one()
    refuse_near(arrival_id, by)
    if asked_by == by.staff_id:
        raise RuleBroken(_("Who asked to give money back does not decide it. A colleague must"))
    hands.refuse_one_hand(asked_by, by.staff_id)
    return asked_by


def refuse_near(arrival_id: UUID, by: SignedInStaff) -> None:
    """Raise RuleBroken where the money names, or ever paid for, somebody near who speaks."""
    named = (
        sa.select(Charge.person_id)
        .join(OrderLine, OrderLine.charge_id == Charge.id)
        .join(Arrival, Arrival.order_id == OrderLine.order_id)
        .where(Arrival.id == arrival_id)
    )
    paid_for = (
        sa.select(Charge.person_id)
        .join(ChargePayment, ChargePayment.charge_id == Charge.id)
        .join(Placement, Placement.receipt_id == ChargePayment.receipt_id)
        .where(Placement.arrival_id == arrival_id)
    )
    people = session.scalars(named.union(paid_for)).all()
    if not hands.all_near(by).isdisjoint(people):
        raise RuleBroken(_("Nobody gives money back to their own household or relatives"))


def _decide(
    return_id: UUID, before: tuple[ReturnState, ...], after: ReturnState, by: SignedInStaff
) -> None:
    decided = change(
        sa.update(MoneyReturn)
        .where(
            MoneyReturn.id == return_id,
            MoneyReturn.state.in_(before),
            MoneyReturn.asked_by != by.staff_id,
        )
        .values(state=after, decided_by=by.staff_id, decided_at=clock.now())
    )
    if decided != 1:
        raise RuleBroken(_("This is decided already"))


def line(
    event: Event,
    return_id: UUID,
    by: SignedInStaff,
    *,
    permitted: bool = True,
    section: str | None = None,
) -> Line:
    """Return the line of the log about a return."""
    return Line(
        event=event,
        by=by.actor,
        permitted=permitted,
        section=section,
        object_ref=f"return:{return_id}",
    )
