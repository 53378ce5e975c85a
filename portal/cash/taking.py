"""Taking cash: chosen charges of a household are paid into the collector's own hands."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from portal.fees.order_models import ChargePayment, Method, Receipt
from portal.fees.ordering import WAITS, order
from portal.fees.paying import Collector, hold, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.moves import cash_of
from portal.staff.signed_in import SignedInStaff


def take(
    charge_ids: Collection[UUID], household_id: UUID, payer: str, *, by: SignedInStaff
) -> UUID:
    """Return the receipt for cash that covers every chosen charge; raise RuleBroken.

    Somebody who paid one of them in the meantime stops it: cash for what is not asked any
    more is given back on the spot. A form that came twice finds the receipt it wrote the first
    time. The caller has made sure that the household is theirs.
    """
    hold(charge_ids)
    written = _written_before(charge_ids, payer, by.staff_id)
    if written is not None:
        return written
    made = order(charge_ids, household_id, Method.CASH, by_staff=by.staff_id)
    paid = settle(
        made.id,
        payer,
        cash_of(by.staff_id),
        Method.CASH,
        by=Collector(actor=by.actor, staff_id=by.staff_id, name=by.full_name),
    )
    if paid is None or paid.amount != made.amount:
        raise RuleBroken(_("Somebody here is paid for already. Choose again"), "charges")
    return paid.receipt_id


def _written_before(charge_ids: Collection[UUID], payer: str, collector_id: UUID) -> UUID | None:
    """Return the receipt this collector wrote a moment ago for just these charges and payer.

    Somebody else's cash, or the same charges hours later, is no form that came twice.
    """
    is_chosen = ChargePayment.charge_id.in_(set(charge_ids))
    found = session.execute(
        sa.select(Receipt.id, Receipt.payer)
        .join(ChargePayment, ChargePayment.receipt_id == Receipt.id)
        .where(
            Receipt.id.in_(sa.select(ChargePayment.receipt_id).where(is_chosen)),
            Receipt.staff_id == collector_id,
            Receipt.method == Method.CASH,
            Receipt.issued_at > clock.now() - WAITS[Method.CASH],
            ChargePayment.reversed_at.is_(None),
        )
        .group_by(Receipt.id, Receipt.payer)
        .having(
            sa.func.count() == len(set(charge_ids)),
            sa.func.sum(sa.case((is_chosen, 1), else_=0)) == len(set(charge_ids)),
        )
    ).one_or_none()
    return found.id if found is not None and found.payer == payer else None
