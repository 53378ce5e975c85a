"""The receipt a collector has just written, and what they took today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.cash.bounds import OF_UNIT, households_of
from portal.fees.order_models import Method, Receipt
from portal.fees.receipts import Slip, number_of, slip_of_commune
from portal.fees.units import Unit
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.places import Household
from portal.staff.signed_in import SignedInStaff

_HOUSEHOLD = (
    sa.select(Household.id)
    .join(Receipt, Receipt.household_id == Household.id)
    .where(Receipt.id == sa.bindparam("receipt_id"))
)


def receipt(receipt_id: UUID, staff: SignedInStaff) -> Slip | None:
    """Return a receipt of a household this member may collect from; else None."""
    within = reads().scalar(_HOUSEHOLD.where(households_of(staff)), {"receipt_id": receipt_id})
    return slip_of_commune(staff.commune, receipt_id) if within else None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One receipt of today; `number` as it is printed, read out and looked for."""

    id: UUID
    code: str
    number: str
    amount: int
    issued_at: datetime
    is_annulled: bool


_TAKEN = (
    sa.select(
        Receipt.id,
        Household.code,
        Receipt.year,
        Receipt.number,
        Receipt.amount,
        Receipt.issued_at,
        Receipt.annulled_at.is_not(None).label("is_annulled"),
    )
    .join(Household, Household.id == Receipt.household_id)
    .where(
        Receipt.unit_id == OF_UNIT,
        Receipt.staff_id == sa.bindparam("staff_id"),
        Receipt.method == Method.CASH,
        Receipt.issued_at >= sa.bindparam("midnight", type_=Receipt.issued_at.type),
    )
    .order_by(Receipt.issued_at.desc(), Receipt.number.desc())
)


def taken_today(unit: Unit, staff: SignedInStaff) -> Sequence[Taken]:
    """Return the receipts for cash this member wrote today, newest first."""
    values = {
        "unit_id": unit.id,
        "staff_id": staff.staff_id,
        "midnight": clock.start_of(clock.today()),
    }
    return [
        Taken(
            id=row.id,
            code=row.code,
            number=number_of(unit.prefix, row.year, row.number),
            amount=row.amount,
            issued_at=row.issued_at,
            is_annulled=row.is_annulled,
        )
        for row in reads().execute(_TAKEN, values)
    ]
