"""Taking cash to the unit's bank; the bank's statement shows it some days later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cash.bounds import OF_UNIT
from portal.cash.boxes import NAME, hold_still
from portal.cash.in_hand import refuse_given_back
from portal.fees.models import FeeUnit
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import DEPOSITS, cash_of, move
from portal.receiving.models import CashDeposit
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

NEWEST = 20


def deposit(amount: int, bank_slip: str, unit_id: UUID, *, by: SignedInStaff) -> None:
    """Write down that so many đồng went to the bank; raise RuleBroken.

    One slip is entered once in a unit, so that a form sent twice moves nothing twice; when it
    was withdrawn, it may be entered anew.
    """
    if amount == 0:
        raise RuleBroken(_("Type the amount in figures, like 6.000"), "amount")
    one_at_a_time = sa.select(FeeUnit.id).where(FeeUnit.id == unit_id)
    session.execute(one_at_a_time.with_for_update(key_share=True))
    entered = sa.exists().where(
        CashDeposit.unit_id == unit_id,
        CashDeposit.bank_slip == bank_slip,
        CashDeposit.withdrawn_at.is_(None),
    )
    if session.scalar(sa.select(entered)):
        raise RuleBroken(_("This slip is entered already"), "bank_slip")
    held = hold_still(unit_id, [by.staff_id])[by.staff_id]
    refuse_given_back(amount, held, unit_id, by.staff_id)
    deposit_id = uuid4()
    session.execute(
        sa.insert(CashDeposit).values(
            id=deposit_id,
            unit_id=unit_id,
            holder_id=by.staff_id,
            amount=amount,
            bank_slip=bank_slip,
            at=clock.now(),
        )
    )
    move(
        amount,
        cash_of(by.staff_id),
        DEPOSITS,
        unit_id=unit_id,
        cause=Cause.DEPOSIT,
        cause_id=deposit_id,
    )
    trail.record(
        Line(
            event=Event.CASH_MOVED,
            by=by.actor,
            section="deposit",
            object_ref=f"deposit:{deposit_id}",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """Cash that was taken to the bank; `is_there` once the bank shows it.

    Whoever doubts it says in `doubt` why; a second person withdraws it.
    """

    id: UUID
    holder: str
    amount: int
    bank_slip: str
    at: datetime
    is_there: bool
    doubt: str | None
    doubted_by: UUID | None
    doubter: str | None
    doubted_at: datetime | None
    withdrawer: str | None
    withdrawn_at: datetime | None

    @property
    def is_on_its_way(self) -> bool:
        return not self.is_there and self.withdrawn_at is None

    @property
    def is_doubted(self) -> bool:
        return self.is_on_its_way and self.doubted_at is not None


_Doubter, _Withdrawer = aliased(StaffMember), aliased(StaffMember)
_DEPOSITS = (
    sa.select(
        CashDeposit.id,
        NAME.label("holder"),
        CashDeposit.amount,
        CashDeposit.bank_slip,
        CashDeposit.at,
        CashDeposit.arrival_id.is_not(None).label("is_there"),
        CashDeposit.doubt,
        CashDeposit.doubted_by,
        _Doubter.full_name.label("doubter"),
        CashDeposit.doubted_at,
        _Withdrawer.full_name.label("withdrawer"),
        CashDeposit.withdrawn_at,
    )
    .join(StaffMember, StaffMember.id == CashDeposit.holder_id)
    .outerjoin(_Doubter, _Doubter.id == CashDeposit.doubted_by)
    .outerjoin(_Withdrawer, _Withdrawer.id == CashDeposit.withdrawn_by)
    .where(CashDeposit.unit_id == OF_UNIT)
    .order_by(CashDeposit.at.desc(), CashDeposit.id)
)


def deposits_of(unit_id: UUID) -> Sequence[Deposit]:
    """Return the unit's newest deposits."""
    return _read(_DEPOSITS.limit(NEWEST), unit_id)


def one(deposit_id: UUID, unit_id: UUID) -> Deposit | None:
    """Return a deposit of the unit; None for any other."""
    return next(iter(_read(_DEPOSITS.where(CashDeposit.id == deposit_id), unit_id)), None)


def _read(chosen: sa.Select[*tuple[Any, ...]], unit_id: UUID) -> Sequence[Deposit]:
    return [Deposit(**row._mapping) for row in reads().execute(chosen, {"unit_id": unit_id})]
