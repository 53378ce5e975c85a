"""What became of an arrival so far: receipts made of it, and money that went or goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import FeeUnit
from portal.fees.order_models import Receipt
from portal.fees.receipts import number_of
from portal.kernel.db import reads
from portal.people.places import Household
from portal.receiving.models import Placement
from portal.staff.models import StaffMember


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an arrival that is or was a receipt; `by` is None where the memo said it."""

    receipt_id: UUID
    number: str
    code: str
    amount: int
    by: str | None
    placed_at: datetime
    undone_at: datetime | None


_PARTS = (
    sa.select(
        Receipt.id.label("receipt_id"),
        FeeUnit.prefix,
        Receipt.year,
        Receipt.number,
        Household.code,
        Placement.amount,
        StaffMember.full_name.label("by"),
        Placement.placed_at,
        Placement.undone_at,
    )
    .join(Receipt, Receipt.id == Placement.receipt_id)
    .join(FeeUnit, FeeUnit.id == Receipt.unit_id)
    .join(Household, Household.id == Receipt.household_id)
    .outerjoin(StaffMember, StaffMember.id == Placement.staff_id)
    .where(Placement.arrival_id == sa.bindparam("arrival_id"))
    .order_by(Placement.placed_at, Receipt.year, Receipt.number)
)


def parts(arrival_id: UUID) -> Sequence[Part]:
    """Return the receipts an arrival became, the annulled ones too."""
    return [
        Part(
            receipt_id=row.receipt_id,
            number=number_of(row.prefix, row.year, row.number),
            code=row.code,
            amount=row.amount,
            by=row.by,
            placed_at=row.placed_at,
            undone_at=row.undone_at,
        )
        for row in reads().execute(_PARTS, {"arrival_id": arrival_id})
    ]
