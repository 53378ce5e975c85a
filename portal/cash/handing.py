"""Handing cash over: one offers an amount, the other counts it; what was counted moves.

What was said and not counted stays with the giver, who still answers for it, and both see
the difference. Every step is a guarded UPDATE, so of two at one moment one wins.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cash import boxes, takers
from portal.cash.in_hand import refuse_given_back
from portal.cash.models import CashHandover, HandoverState
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger import moves
from portal.ledger.models import Cause
from portal.ledger.moves import cash_of, move
from portal.staff.signed_in import SignedInStaff


def offer(amount: int, taker_id: UUID, unit_id: UUID, *, by: SignedInStaff) -> UUID:
    """Offer an amount in đồng to a member of the station; raise RuleBroken.

    All that is offered at one time is no more than what the giver holds, without what they
    said today that payers have back.
    """
    if amount == 0:
        raise RuleBroken(_("Type the amount in figures, like 6.000"), "amount")
    if taker_id not in {taker.id for taker in takers.takers_for(by)}:
        raise RuleBroken(_("Choose somebody"), "taker")
    held = boxes.hold_still(unit_id, [by.staff_id])[by.staff_id]
    left = held - _waiting_from(by.staff_id, unit_id)
    if amount > left:
        raise RuleBroken(_("You do not hold so much, or have offered it already"), "amount")
    refuse_given_back(amount, left, unit_id, by.staff_id)
    handover_id = uuid4()
    written = session.execute(
        moves.upsert(CashHandover)
        .values(
            id=handover_id,
            unit_id=unit_id,
            giver_id=by.staff_id,
            taker_id=taker_id,
            said=amount,
            state=HandoverState.OFFERED,
            offered_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CashHandover.id)
    ).one_or_none()
    if written is None:
        raise RuleBroken(
            _("Your last offer to this person still waits. Take it back first"), "taker"
        )
    _write_down("offered", handover_id, by)
    return handover_id


def _waiting_from(giver_id: UUID, unit_id: UUID) -> int:
    return session.scalars(
        sa.select(sa.func.coalesce(sa.func.sum(CashHandover.said), 0)).where(
            CashHandover.giver_id == giver_id,
            CashHandover.unit_id == unit_id,
            CashHandover.state == HandoverState.OFFERED,
            CashHandover.claimed.is_(None),
        )
    ).one()


def withdraw(handover_id: UUID, *, by: SignedInStaff) -> None:
    """Take back an offer nobody counted; raise RuleBroken."""
    mine = CashHandover.giver_id == by.staff_id
    _close(handover_id, mine, {"state": HandoverState.WITHDRAWN})
    _write_down("withdrawn", handover_id, by)


def count(handover_id: UUID, counted: int, *, by: SignedInStaff) -> None:
    """Take what was counted of an offer; raise RuleBroken.

    More than was said is no difference but another offer.
    """
    for_me = CashHandover.taker_id == by.staff_id
    found = session.execute(
        sa.select(CashHandover.unit_id, CashHandover.giver_id, CashHandover.said).where(
            CashHandover.id == handover_id, for_me
        )
    ).one()
    if counted > found.said:
        raise RuleBroken(_("That is more than was said. Count together, and offer anew"), "counted")
    held = boxes.hold_still(found.unit_id, [found.giver_id, by.staff_id])[found.giver_id]
    _close(handover_id, for_me, {"state": HandoverState.COUNTED, "counted": counted})
    if counted:
        refuse_given_back(counted, held, found.unit_id, found.giver_id, "counted")
        move(
            counted,
            cash_of(found.giver_id),
            cash_of(by.staff_id),
            unit_id=found.unit_id,
            cause=Cause.HANDOVER,
            cause_id=handover_id,
        )
    _write_down("counted", handover_id, by)


def _close(
    handover_id: UUID, whose: sa.ColumnElement[bool], values: dict[str, HandoverState | int]
) -> None:
    closed = change(
        sa.update(CashHandover)
        .where(
            CashHandover.id == handover_id,
            whose,
            CashHandover.state == HandoverState.OFFERED,
            CashHandover.claimed.is_(None),
        )
        .values(values | {"closed_at": clock.now()})
    )
    if closed != 1:
        raise RuleBroken(_("This offer is counted or taken back already"))


def _write_down(step: str, handover_id: UUID, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.CASH_MOVED,
            by=by.actor,
            section=step,
            object_ref=f"handover:{handover_id}",
        )
    )
