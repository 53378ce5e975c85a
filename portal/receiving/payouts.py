"""Telling a provider's pay-out from money of households: one says so, another confirms.

Until then nothing moves, and the arrival becomes nobody's fee. A confirmed one is taken back
the same way, by counter-moves.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, formats
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import CHARGES, UNPLACED, held_by_provider, move
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import Arrival, Provider
from portal.receiving.payout_models import Payout, PayoutState
from portal.receiving.placing import FREE, lock
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

# Money that names an order is that household's, and a provider's own report is no bank's.
_CAN_BE_ONE = (
    Arrival.order_id.is_(None),
    Arrival.provider.not_in(LIES_IN),
    ~Arrival.odd,
    Arrival.placed == 0,
    Arrival.returned == 0,
)


def ask(arrival_id: UUID, provider: Provider, charges: int, *, by: SignedInStaff) -> UUID:
    """Say that an arrival of the member's unit is a provider's pay-out; raise RuleBroken.

    `charges` is what the provider kept of it, in đồng.
    """
    lock(arrival_id)
    found = session.execute(
        sa.select(Arrival.unit_id, Arrival.amount).where(
            Arrival.id == arrival_id, Arrival.amount == FREE, *_CAN_BE_ONE
        )
    ).one_or_none()
    if found is None:
        raise RuleBroken(
            _("Money that names a payment, or of which a part is used already, is no pay-out")
        )
    _refuse_more_than_held(provider, found.amount + charges, found.unit_id)
    payout_id = uuid4()
    session.execute(
        sa.insert(Payout).values(
            id=payout_id,
            unit_id=found.unit_id,
            arrival_id=arrival_id,
            provider=provider,
            amount=found.amount,
            charges=charges,
            state=PayoutState.ASKED,
            asked_by=by.staff_id,
            asked_at=clock.now(),
        )
    )
    trail.record(_line(Event.PAYOUT_ASKED, payout_id, by))
    return payout_id


def withdraw(payout_id: UUID, *, by: SignedInStaff) -> None:
    """Say that it is no pay-out, as either of two, before anything moved; raise RuleBroken."""
    _decide(payout_id, PayoutState.WITHDRAWN, by)
    trail.record(_line(Event.PAYOUT_DECIDED, payout_id, by, permitted=False))


def confirm(payout_id: UUID, *, by: SignedInStaff) -> None:
    """Move the money as said, as the second person, once; raise RuleBroken."""
    found = _held(payout_id)
    _refuse_one_hand(found.asked_by, by)
    _decide(payout_id, PayoutState.CONFIRMED, by)
    placed = change(
        sa.update(Arrival)
        .where(Arrival.id == found.arrival_id, Arrival.amount == found.amount, *_CAN_BE_ONE)
        .values(placed=Arrival.amount)
    )
    if placed != 1:
        raise RuleBroken(_("This money is used already"))
    provider = LIES_IN[found.provider]
    for amount, into in ((found.amount, UNPLACED), (found.charges, CHARGES)):
        if amount:
            move(
                amount,
                provider,
                into,
                unit_id=found.unit_id,
                cause=Cause.PAYOUT,
                cause_id=payout_id,
            )
    trail.record(_line(Event.PAYOUT_DECIDED, payout_id, by))


def doubt(payout_id: UUID, *, by: SignedInStaff) -> None:
    """Ask to take a confirmed pay-out back; raise RuleBroken."""
    values = {"doubted_by": by.staff_id, "doubted_at": clock.now()}
    _change(payout_id, PayoutState.CONFIRMED, PayoutState.DOUBTED, **values)
    trail.record(_line(Event.PAYOUT_ASKED, payout_id, by, section="payout:back"))


def keep(payout_id: UUID, *, by: SignedInStaff) -> None:
    """Let a doubted pay-out stand, as either of two; raise RuleBroken."""
    values = {"doubted_by": None, "doubted_at": None}
    _change(payout_id, PayoutState.DOUBTED, PayoutState.CONFIRMED, **values)
    trail.record(_line(Event.PAYOUT_DECIDED, payout_id, by, permitted=False, section="payout:back"))


def take_back(payout_id: UUID, *, by: SignedInStaff) -> None:
    """Move the money back, as the second person; its arrival waits again. Raise RuleBroken."""
    found = _held(payout_id)
    if found.doubted_by is None:
        raise RuleBroken(_("This is decided already"))
    _refuse_one_hand(found.doubted_by, by)
    values = {"taken_back_by": by.staff_id, "taken_back_at": clock.now()}
    _change(
        payout_id,
        PayoutState.DOUBTED,
        PayoutState.TAKEN_BACK,
        Payout.doubted_by == found.doubted_by,
        **values,
    )
    change(sa.update(Arrival).where(Arrival.id == found.arrival_id).values(placed=0))
    provider = LIES_IN[found.provider]
    for amount, out_of in ((found.amount, UNPLACED), (found.charges, CHARGES)):
        if amount:
            move(
                amount,
                out_of,
                provider,
                unit_id=found.unit_id,
                cause=Cause.PAYOUT,
                cause_id=payout_id,
            )
    trail.record(_line(Event.PAYOUT_DECIDED, payout_id, by, section="payout:back"))


def _refuse_more_than_held(provider: Provider, wanted: int, unit_id: UUID) -> None:
    held = held_by_provider(LIES_IN[provider], unit_id)
    if wanted > held:
        language = current_language()
        raise RuleBroken(
            _(
                "Pay-out and fee are %(wanted)s, but only %(held)s lie with this provider",
                wanted=formats.dong(wanted, language=language),
                held=formats.dong(held, language=language),
            ),
            "charges",
        )


def _held(payout_id: UUID) -> sa.Row[UUID, UUID, Provider, int, int, UUID, UUID | None]:
    """Hold a pay-out and its arrival until the transaction ends, and return it."""
    arrival_id = session.scalars(sa.select(Payout.arrival_id).where(Payout.id == payout_id)).one()
    lock(arrival_id)
    return session.execute(
        sa.select(
            Payout.arrival_id,
            Payout.unit_id,
            Payout.provider,
            Payout.amount,
            Payout.charges,
            Payout.asked_by,
            Payout.doubted_by,
        ).where(Payout.id == payout_id)
    ).one()


def _refuse_one_hand(asked_by: UUID, by: SignedInStaff) -> None:
    if asked_by == by.staff_id:
        raise RuleBroken(_("Who says so does not confirm it. A colleague must"))
    hands.refuse_one_hand(asked_by, by.staff_id)
    hands.refuse_left(asked_by)


def _decide(payout_id: UUID, after: PayoutState, by: SignedInStaff) -> None:
    values = {"decided_by": by.staff_id, "decided_at": clock.now()}
    _change(payout_id, PayoutState.ASKED, after, **values)


def _change(
    payout_id: UUID,
    before: PayoutState,
    after: PayoutState,
    *still: sa.ColumnElement[bool],
    **values: object,
) -> None:
    changed = change(
        sa.update(Payout)
        .where(Payout.id == payout_id, Payout.state == before, *still)
        .values(state=after, **values)
    )
    if changed != 1:
        raise RuleBroken(_("This is decided already"))


def _line(
    event: Event,
    payout_id: UUID,
    by: SignedInStaff,
    *,
    permitted: bool = True,
    section: str | None = None,
) -> Line:
    return Line(
        event=event,
        by=by.actor,
        permitted=permitted,
        section=section,
        object_ref=f"payout:{payout_id}",
    )
