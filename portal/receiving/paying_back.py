"""Out of whose cash an annulled receipt is paid back: its taker's, or a colleague's at the desk.

Never out of that of a closed account: nobody would see it go. Two people take it over first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.fees.order_models import Method, Receipt
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.ledger.models import CashBox
from portal.staff import in_force
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Box:
    """Who holds enough in cash to pay a receipt back."""

    holder_id: UUID
    name: str
    held: int


_TOOK_IT = StaffMember.id == Receipt.staff_id
_IS_AT_THE_DESK = sa.exists().where(
    StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(AT_THE_DESK)
)
_BOXES = (
    sa.select(
        CashBox.holder_id,
        sa.func.trim(StaffMember.title + " " + StaffMember.full_name).label("name"),
        CashBox.held,
    )
    .select_from(Receipt)
    .join(CashBox, sa.and_(CashBox.unit_id == Receipt.unit_id, CashBox.held >= Receipt.amount))
    .join(StaffMember, StaffMember.id == CashBox.holder_id)
    .where(
        Receipt.id == sa.bindparam("receipt_id"),
        Receipt.method == Method.CASH,
        CashBox.holder_id != sa.bindparam("staff_id"),
        in_force.IN_FORCE,
        sa.or_(_TOOK_IT, _IS_AT_THE_DESK),
    )
    .order_by(sa.case((_TOOK_IT, 0), else_=1), CashBox.held.desc(), StaffMember.id)
)


def boxes_for(receipt_id: UUID, by: SignedInStaff) -> Sequence[Box]:
    """Return whose cash is enough for a receipt, who took it first; never the member's own."""
    return [Box(**row._mapping) for row in reads().execute(_BOXES, _values(receipt_id, by))]


def holders_for(receipt_id: UUID, by: SignedInStaff) -> Sequence[UUID]:
    """Return the same holders, as this transaction sees them."""
    return [row.holder_id for row in session.execute(_BOXES, _values(receipt_id, by))]


def _values(receipt_id: UUID, by: SignedInStaff) -> dict[str, object]:
    named = {"receipt_id": receipt_id, "staff_id": by.staff_id}
    return named | in_force.values(clock.today())
