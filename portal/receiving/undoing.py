"""Taking a receipt back, wherever its money came from: cash or an arrival.

The money of a transfer waits for people again; cash leaves the box of who took it, or of a
colleague at the desk to whom it was handed over. A day that was closed stays as it was
counted: this is a move of its own day.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.fees.annulling import annul
from portal.fees.models import Charge
from portal.fees.order_models import ChargePayment, Method, Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.moves import UNPLACED, Place, cash_of
from portal.receiving.models import Arrival, Placement
from portal.receiving.paying_back import holders_for, was_said
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


def undo(receipt_id: UUID, why: str, *, by: SignedInStaff, box_of: UUID | None = None) -> None:
    """Annul a receipt of the member's unit and free its money; raise RuleBroken.

    Nobody annuls what they took or placed themselves, nor for who is near them, and nobody
    pays it back out of their own cash: it would be gone on one word. `box_of` is whose cash
    pays it back; if nobody is named, that of the first who said today that they did.
    """
    _refuse_own(receipt_id, by)
    annul(receipt_id, why, _lies_in(receipt_id, box_of, by), by=by)
    parts = session.execute(
        sa.select(Placement.id, Placement.arrival_id, Placement.amount)
        .where(Placement.receipt_id == receipt_id, Placement.undone_at.is_(None))
        .order_by(Placement.arrival_id)
    ).all()
    for part in parts:
        change(sa.update(Placement).where(Placement.id == part.id).values(undone_at=clock.now()))
        change(
            sa.update(Arrival)
            .where(Arrival.id == part.arrival_id)
            .values(placed=Arrival.placed - part.amount)
        )


def _refuse_own(receipt_id: UUID, by: SignedInStaff) -> None:
    taken_by = session.scalars(sa.select(Receipt.staff_id).where(Receipt.id == receipt_id)).one()
    if taken_by == by.staff_id:
        raise RuleBroken(_("Nobody annuls a receipt they wrote themselves. A colleague must"))
    if taken_by is not None:
        hands.refuse_one_hand(taken_by, by.staff_id)
    people = session.scalars(
        sa.select(Charge.person_id)
        .join(ChargePayment, ChargePayment.charge_id == Charge.id)
        .where(ChargePayment.receipt_id == receipt_id)
    ).all()
    if not hands.all_near(by).isdisjoint(people):
        raise RuleBroken(_("Nobody annuls a receipt of their own household or relatives"))


def _lies_in(receipt_id: UUID, box_of: UUID | None, by: SignedInStaff) -> Place:
    # Held: who gave the cash back takes no word back between its being heard and the annulment.
    held = sa.select(Receipt.method).where(Receipt.id == receipt_id)
    method = session.scalars(held.with_for_update(key_share=True)).one()
    if method is not Method.CASH:
        return UNPLACED
    holders = holders_for(receipt_id, by)
    if not holders and was_said(receipt_id, by):
        raise RuleBroken(
            _("Who said that they gave this cash back does not hold so much now"), "box"
        )
    if not holders:
        raise RuleBroken(_("Nobody else said today that they gave this cash back"), "box")
    if box_of is None:
        box_of = holders[0]
    if box_of not in holders:
        raise RuleBroken(_("So much cash is not there any more. Choose somebody else"), "box")
    hands.refuse_one_hand(box_of, by.staff_id, "box")
    return cash_of(box_of)
