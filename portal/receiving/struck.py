"""Money struck from the books that came after all: one says so, another takes the striking back.

Until then nothing moves. Afterwards it waits to be placed like any other, by a counter-move.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import BANK, UNPLACED, move
from portal.receiving.models import Arrival, MoneyReturn, ReturnState
from portal.receiving.returning import line, refuse_near
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

_BACK = "return:back"


def doubt(return_id: UUID, *, by: SignedInStaff) -> None:
    """Say that struck money came after all; raise RuleBroken."""
    refuse_near(_found(return_id).arrival_id, by)
    values = {"doubted_by": by.staff_id, "doubted_at": clock.now()}
    _change(return_id, ReturnState.STRUCK, ReturnState.DOUBTED, **values)
    trail.record(line(Event.RETURN_ASKED, return_id, by, section=_BACK))


def keep(return_id: UUID, *, by: SignedInStaff) -> None:
    """Let the striking stand, as either of two; raise RuleBroken.

    On the word of another hand than the doubter's, what showed the money until now is answered:
    a transfer noted twice and struck once is shown by every statement of its days.
    """
    doubted_by = _found(return_id).doubted_by
    values: dict[str, object] = {"doubted_by": None, "doubted_at": None}
    if doubted_by is not None and not hands.from_one_hand(doubted_by, by.staff_id):
        values["kept_at"] = clock.now()
    _change(
        return_id,
        ReturnState.DOUBTED,
        ReturnState.STRUCK,
        MoneyReturn.doubted_by == doubted_by,
        **values,
    )
    trail.record(line(Event.RETURN_DECIDED, return_id, by, permitted=False, section=_BACK))


def take_back(return_id: UUID, *, by: SignedInStaff) -> None:
    """Take the striking back, as the second person; its money waits again. Raise RuleBroken."""
    found = _found(return_id)
    refuse_near(found.arrival_id, by)
    if found.doubted_by is None:
        raise RuleBroken(_("This is decided already"))
    if found.doubted_by == by.staff_id:
        raise RuleBroken(_("Who says so does not confirm it. A colleague must"))
    hands.refuse_one_hand(found.doubted_by, by.staff_id)
    hands.refuse_left(found.doubted_by)
    values = {"taken_back_by": by.staff_id, "taken_back_at": clock.now()}
    _change(
        return_id,
        ReturnState.DOUBTED,
        ReturnState.TAKEN_BACK,
        MoneyReturn.doubted_by == found.doubted_by,
        **values,
    )
    change(
        sa.update(Arrival)
        .where(Arrival.id == found.arrival_id)
        .values(returned=Arrival.returned - found.amount)
    )
    move(
        found.amount,
        UNPLACED,
        BANK,
        unit_id=found.unit_id,
        cause=Cause.RETURN,
        cause_id=return_id,
    )
    trail.record(line(Event.RETURN_DECIDED, return_id, by, section=_BACK))


def _found(return_id: UUID) -> sa.Row[UUID, UUID, int, UUID | None]:
    return session.execute(
        sa.select(
            MoneyReturn.arrival_id, MoneyReturn.unit_id, MoneyReturn.amount, MoneyReturn.doubted_by
        ).where(MoneyReturn.id == return_id)
    ).one()


def _change(
    return_id: UUID,
    before: ReturnState,
    after: ReturnState,
    *still: sa.ColumnElement[bool],
    **values: object,
) -> None:
    changed = change(
        sa.update(MoneyReturn)
        .where(MoneyReturn.id == return_id, MoneyReturn.state == before, *still)
        .values(state=after, **values)
    )
    if changed != 1:
        raise RuleBroken(_("This is decided already"))
