"""Cash of a closed account: a head of the station counts it, and a second person with them.

What they counted moves; what is missing stays with who left, for everybody who asks to see.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cash import boxes
from portal.cash.bounds import OF_UNIT
from portal.cash.boxes import NAME
from portal.cash.models import CashHandover, HandoverState
from portal.cash.takers import Taker
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger import moves
from portal.ledger.models import CashBox, Cause
from portal.ledger.moves import cash_of, move
from portal.representation import hands
from portal.staff import in_force
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

_LEFT = (
    sa.select(StaffMember.id, NAME.label("name"))
    .join(CashBox, CashBox.holder_id == StaffMember.id)
    .where(CashBox.unit_id == OF_UNIT, CashBox.held > 0, sa.not_(in_force.IN_FORCE))
    .order_by(StaffMember.full_name, StaffMember.id)
)


def left_behind(unit_id: UUID) -> Sequence[Taker]:
    """Return whose account is closed and who still holds cash of the unit."""
    values = {"unit_id": unit_id} | in_force.values(clock.today())
    return [Taker(**row._mapping) for row in reads().execute(_LEFT, values)]


def claim(giver_id: UUID, counted: int, unit_id: UUID, *, by: SignedInStaff) -> UUID:
    """Say what was counted of the cash of a closed account; raise RuleBroken.

    Nothing moves until a witness says the same.
    """
    held = boxes.hold_still(unit_id, [giver_id])[giver_id]
    if held == 0 or giver_id not in {one.id for one in left_behind(unit_id)}:
        raise RuleBroken(_("This account is open again, or holds no cash any more"), "counted")
    if counted > held:
        raise RuleBroken(
            _("That is more than the books say. Take over what the books say"), "counted"
        )
    handover_id = uuid4()
    written = session.execute(
        moves.upsert(CashHandover)
        .values(
            id=handover_id,
            unit_id=unit_id,
            giver_id=giver_id,
            taker_id=by.staff_id,
            said=held,
            claimed=counted,
            state=HandoverState.OFFERED,
            offered_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CashHandover.id)
    ).one_or_none()
    if written is None:
        raise RuleBroken(_("Something between you two waits already. Finish it first"), "counted")
    _write_down("claimed", handover_id, by)
    return handover_id


def witness(handover_id: UUID, *, by: SignedInStaff) -> None:
    """Say that so much was counted, as the second person; raise RuleBroken."""
    found = session.execute(
        sa.select(
            CashHandover.unit_id,
            CashHandover.giver_id,
            CashHandover.taker_id,
            CashHandover.claimed,
        ).where(CashHandover.id == handover_id, CashHandover.claimed.is_not(None))
    ).one()
    if by.staff_id in (found.giver_id, found.taker_id):
        raise RuleBroken(_("Who takes the cash over does not confirm it. A colleague must"))
    hands.refuse_one_hand(found.taker_id, by.staff_id)
    boxes.hold_still(found.unit_id, [found.giver_id, found.taker_id])
    is_closed = found.giver_id in {one.id for one in left_behind(found.unit_id)}
    if not is_closed or not hands.still_works(found.taker_id):
        raise RuleBroken(_("One of the two accounts has changed meanwhile. End it, count anew"))
    _close(
        handover_id,
        {
            "state": HandoverState.COUNTED,
            "counted": found.claimed,
            "witness_id": by.staff_id,
        },
    )
    if found.claimed:
        move(
            found.claimed,
            cash_of(found.giver_id),
            cash_of(found.taker_id),
            unit_id=found.unit_id,
            cause=Cause.HANDOVER,
            cause_id=handover_id,
        )
    _write_down("witnessed", handover_id, by)


def give_up(handover_id: UUID, *, by: SignedInStaff) -> None:
    """End a take-over nobody confirmed, as either of the two who count; raise RuleBroken."""
    _close(handover_id, {"state": HandoverState.WITHDRAWN})
    _write_down("given_up", handover_id, by)


def _close(handover_id: UUID, values: dict[str, HandoverState | int | UUID]) -> None:
    closed = change(
        sa.update(CashHandover)
        .where(
            CashHandover.id == handover_id,
            CashHandover.claimed.is_not(None),
            CashHandover.state == HandoverState.OFFERED,
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
