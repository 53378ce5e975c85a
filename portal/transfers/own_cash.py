"""Telling the unit's own cash, taken to its bank, from money of households.

Who took the cash there does not say so: with a stranger's transfer they would cover for cash
that never arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import DEPOSITS, UNPLACED, move
from portal.receiving.arrivals import LIES_IN
from portal.receiving.models import Arrival, CashDeposit
from portal.receiving.placing import FREE, lock
from portal.representation import hands
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff
from portal.transfers.queue import Unplaced


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """Cash on its way to the bank: whose, on which slip, since when."""

    id: UUID
    holder: str
    bank_slip: str
    at: datetime


def deposits_like(found: Unplaced, unit_id: UUID, by: SignedInStaff) -> Sequence[Deposit]:
    """Return colleagues' deposits of this whole amount that no bank has shown yet.

    Money that names an order is that household's.
    """
    if found.free != found.amount or found.order_id is not None:
        return []
    rows = reads().execute(
        sa.select(
            CashDeposit.id,
            StaffMember.full_name.label("holder"),
            CashDeposit.bank_slip,
            CashDeposit.at,
        )
        .join(StaffMember, StaffMember.id == CashDeposit.holder_id)
        .where(
            CashDeposit.unit_id == unit_id,
            CashDeposit.amount == found.amount,
            CashDeposit.holder_id != by.staff_id,
            CashDeposit.arrival_id.is_(None),
            CashDeposit.withdrawn_at.is_(None),
        )
        .order_by(CashDeposit.at, CashDeposit.id)
    )
    return [Deposit(**row._mapping) for row in rows]


def mark_deposit(found: Unplaced, deposit_id: UUID, unit_id: UUID, *, by: SignedInStaff) -> None:
    """Say that an arrival is cash a colleague took to the unit's bank; raise RuleBroken."""
    lock(found.id)
    holder_id = session.scalars(
        sa.select(CashDeposit.holder_id).where(CashDeposit.id == deposit_id)
    ).one_or_none()
    if holder_id is not None and hands.from_one_hand(holder_id, by.staff_id):
        raise RuleBroken(_("Who took cash to the bank does not place it. A colleague must"))
    placed = change(
        sa.update(Arrival)
        .where(
            Arrival.id == found.id,
            Arrival.amount == FREE,
            Arrival.order_id.is_(None),
            Arrival.provider.not_in(LIES_IN),
            ~Arrival.odd,
        )
        .values(placed=Arrival.amount)
    )
    if placed != 1:
        raise RuleBroken(_("This deposit or this money is placed already"), "deposit")
    shown = change(
        sa.update(CashDeposit)
        .where(
            CashDeposit.id == deposit_id,
            CashDeposit.unit_id == unit_id,
            CashDeposit.amount == found.amount,
            CashDeposit.arrival_id.is_(None),
            CashDeposit.withdrawn_at.is_(None),
        )
        .values(arrival_id=found.id)
    )
    if shown != 1:
        raise RuleBroken(_("This deposit or this money is placed already"), "deposit")
    move(
        found.amount, DEPOSITS, UNPLACED, unit_id=unit_id, cause=Cause.DEPOSIT, cause_id=deposit_id
    )
    trail.record(Line(event=Event.MONEY_PLACED, by=by.actor, object_ref=f"arrival:{found.id}"))
