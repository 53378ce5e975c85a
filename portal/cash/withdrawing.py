"""Taking a deposit back that never went to the bank as written: one doubts it, another agrees.

Until the bank shows it, its cash can be the holder's again by a move the other way.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import DEPOSITS, cash_of, move
from portal.receiving.models import CashDeposit
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

_ON_ITS_WAY = (CashDeposit.arrival_id.is_(None), CashDeposit.withdrawn_at.is_(None))
_NO_DOUBT = {"doubt": None, "doubted_by": None, "doubted_at": None}


def doubt(deposit_id: UUID, why: str, *, by: SignedInStaff) -> None:
    """Say that a deposit of the member's unit is not as written, once; raise RuleBroken."""
    doubted = change(
        sa.update(CashDeposit)
        .where(CashDeposit.id == deposit_id, CashDeposit.doubted_at.is_(None), *_ON_ITS_WAY)
        .values(doubt=why, doubted_by=by.staff_id, doubted_at=clock.now())
    )
    if doubted != 1:
        raise RuleBroken(_("The bank shows this deposit already, or a colleague was faster"))
    _write_down("deposit:doubted", deposit_id, by)


def keep(deposit_id: UUID, *, by: SignedInStaff) -> None:
    """Let a deposit stand as it was written; raise RuleBroken.

    Whoever took the cash to the bank does not silence a colleague's doubt about it.
    """
    kept = change(
        sa.update(CashDeposit)
        .where(
            CashDeposit.id == deposit_id,
            CashDeposit.doubted_at.is_not(None),
            sa.or_(CashDeposit.holder_id != by.staff_id, CashDeposit.doubted_by == by.staff_id),
            *_ON_ITS_WAY,
        )
        .values(_NO_DOUBT)
    )
    if kept != 1:
        raise RuleBroken(_("This is decided already, or not yours to decide"))
    _write_down("deposit:kept", deposit_id, by)


def withdraw(deposit_id: UUID, *, by: SignedInStaff) -> None:
    """Give the cash of a doubted deposit back to its holder, as the second person, once.

    Raise RuleBroken for who doubted it, or is of one hand with them.
    """
    doubted_by = session.scalars(
        sa.select(CashDeposit.doubted_by).where(CashDeposit.id == deposit_id)
    ).one()
    if doubted_by == by.staff_id:
        raise RuleBroken(_("Who says that a deposit is wrong does not decide it. A colleague must"))
    if doubted_by is not None:
        hands.refuse_one_hand(doubted_by, by.staff_id)
        hands.refuse_left(doubted_by)
    withdrawn = change(
        sa.update(CashDeposit)
        .where(CashDeposit.id == deposit_id, CashDeposit.doubted_by == doubted_by, *_ON_ITS_WAY)
        .values(withdrawn_by=by.staff_id, withdrawn_at=clock.now())
    )
    if withdrawn != 1:
        raise RuleBroken(_("This is decided already"))
    found = session.execute(
        sa.select(CashDeposit.unit_id, CashDeposit.holder_id, CashDeposit.amount).where(
            CashDeposit.id == deposit_id
        )
    ).one()
    move(
        found.amount,
        DEPOSITS,
        cash_of(found.holder_id),
        unit_id=found.unit_id,
        cause=Cause.DEPOSIT,
        cause_id=deposit_id,
    )
    _write_down("deposit:withdrawn", deposit_id, by)


def _write_down(step: str, deposit_id: UUID, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.CASH_MOVED,
            by=by.actor,
            section=step,
            object_ref=f"deposit:{deposit_id}",
        )
    )
