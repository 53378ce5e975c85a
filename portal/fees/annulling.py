"""Taking a receipt back: it stays visible, its charges are open again, the money moves back."""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import ChargePayment, Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.models import Cause
from portal.ledger.moves import FEES, Place, move
from portal.staff.signed_in import SignedInStaff


def annul(receipt_id: UUID, why: str, out_of: Place, *, by: SignedInStaff) -> None:
    """Annul a receipt of the unit of the member's own commune, once; raise RuleBroken.

    `out_of` is where its money lies now; of cash its holder must still hold so much.
    """
    now = clock.now()
    annulled = change(
        sa.update(Receipt)
        .where(
            Receipt.id == receipt_id,
            Receipt.annulled_at.is_(None),
            Receipt.unit_id.in_(sa.select(FeeUnit.id).where(FeeUnit.commune == by.commune)),
        )
        .values(annulled_at=now, annulled_by=by.staff_id, annulled_why=why)
    )
    if annulled != 1:
        raise RuleBroken(_("This receipt is annulled already"))
    receipt = session.execute(
        sa.select(Receipt.unit_id, Receipt.amount).where(Receipt.id == receipt_id)
    ).one()
    people = session.scalars(
        sa.select(Charge.person_id)
        .join(ChargePayment, ChargePayment.charge_id == Charge.id)
        .where(ChargePayment.receipt_id == receipt_id)
    ).all()
    change(
        sa.update(ChargePayment)
        .where(ChargePayment.receipt_id == receipt_id, ChargePayment.reversed_at.is_(None))
        .values(reversed_at=now)
    )
    move(
        receipt.amount,
        out_of,
        FEES,
        unit_id=receipt.unit_id,
        cause=Cause.ANNULMENT,
        cause_id=receipt_id,
    )
    trail.record(
        *(
            Line(
                event=Event.RECEIPT_ANNULLED,
                about=person_id,
                by=by.actor,
                object_ref=f"receipt:{receipt_id}",
            )
            for person_id in people
        )
    )
