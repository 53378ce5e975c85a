"""Out of whose cash an annulled receipt is paid back: its taker's, or a colleague's at the desk.

They said first, on that day, that the payer has it back (receiving/giving_back.py). Never out of
the cash of a closed account: nobody would see it go. Two people take it over first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.fees.order_models import Method, Receipt
from portal.kernel import clock
from portal.kernel.db import Moment, reads, session
from portal.ledger.models import CashBox
from portal.receiving.giving_models import CashGivenBack
from portal.staff import in_force
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Box:
    """Who holds enough in cash to pay a receipt back, and said that they did."""

    holder_id: UUID
    name: str
    held: int


_TOOK_IT = StaffMember.id == Receipt.staff_id
_IS_AT_THE_DESK = sa.exists().where(
    StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(AT_THE_DESK)
)
SAID_TODAY = CashGivenBack.said_at >= sa.bindparam("midnight", type_=Moment)
_Said = aliased(Receipt)


def _given_back(*of: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(_Said.amount), 0))
        .join(CashGivenBack, CashGivenBack.receipt_id == _Said.id)
        .where(
            CashGivenBack.holder_id == CashBox.holder_id,
            _Said.unit_id == CashBox.unit_id,
            _Said.annulled_at.is_(None),
            SAID_TODAY,
            *of,
        )
        .correlate(CashBox, Receipt)
        .scalar_subquery()
    )


# How much of what lies in a box by the books payers have back already, until it is annulled.
GIVEN_BACK = _given_back()
_ENOUGH = (
    sa.select(
        CashBox.holder_id,
        sa.func.trim(StaffMember.title + " " + StaffMember.full_name).label("name"),
        CashBox.held,
    )
    .select_from(Receipt)
    .join(CashBox, sa.and_(CashBox.unit_id == Receipt.unit_id, CashBox.held >= Receipt.amount))
    .join(StaffMember, StaffMember.id == CashBox.holder_id)
    .where(
        Receipt.method == Method.CASH,
        in_force.IN_FORCE,
        sa.or_(_TOOK_IT, _IS_AT_THE_DESK),
    )
)
# The words that count: said today, and the box holds enough. Asked with `values_today`.
WORDS = _ENOUGH.join(
    CashGivenBack,
    sa.and_(CashGivenBack.receipt_id == Receipt.id, CashGivenBack.holder_id == CashBox.holder_id),
).where(SAID_TODAY)
_THE_RECEIPT = Receipt.id == sa.bindparam("receipt_id")
_IS_OWN = CashBox.holder_id == sa.bindparam("staff_id")
_BOXES = WORDS.where(_THE_RECEIPT, sa.not_(_IS_OWN)).order_by(
    sa.case((_TOOK_IT, 0), else_=1), CashBox.held.desc(), StaffMember.id
)
_OWN = sa.select(
    _ENOUGH.where(
        _THE_RECEIPT,
        _IS_OWN,
        Receipt.annulled_at.is_(None),
        CashBox.held - _given_back(_Said.id != Receipt.id) >= Receipt.amount,
    ).exists()
)
_OWN_BOX = (
    sa.select(CashBox.held)
    .join(Receipt, Receipt.unit_id == CashBox.unit_id)
    .where(_THE_RECEIPT, _IS_OWN)
    .with_for_update(key_share=True, of=CashBox)
)
_WAS_SAID = sa.select(
    sa.exists().where(
        CashGivenBack.receipt_id == sa.bindparam("receipt_id"),
        CashGivenBack.holder_id != sa.bindparam("staff_id"),
        SAID_TODAY,
    )
)


def boxes_for(receipt_id: UUID, by: SignedInStaff) -> Sequence[Box]:
    """Return whose cash paid a receipt back, who took it first; never the member's own."""
    return [Box(**row._mapping) for row in reads().execute(_BOXES, _values(receipt_id, by))]


def holders_for(receipt_id: UUID, by: SignedInStaff) -> Sequence[UUID]:
    """Return the same holders, as this transaction sees them."""
    return [row.holder_id for row in session.execute(_BOXES, _values(receipt_id, by))]


def was_said(receipt_id: UUID, by: SignedInStaff) -> bool:
    """Say whether somebody else gave that word today, even if it does not count."""
    return bool(reads().scalar(_WAS_SAID, _values(receipt_id, by)))


def holds_enough(receipt_id: UUID, by: SignedInStaff) -> bool:
    """Say whether the member may pay a receipt in force back, and holds so much.

    What they said today of other receipts is not theirs to give back once more.
    """
    return bool(reads().scalar(_OWN, _values(receipt_id, by)))


def holds_enough_still(receipt_id: UUID, by: SignedInStaff) -> bool:
    """Say the same as this transaction sees it, and hold the box still until it ends."""
    values = _values(receipt_id, by)
    session.execute(_OWN_BOX, values)
    return bool(session.scalar(_OWN, values))


def since_midnight() -> dict[str, object]:
    """Return what SAID_TODAY is asked with."""
    return {"midnight": clock.start_of(clock.today())}


def values_today() -> dict[str, object]:
    """Return what WORDS is asked with."""
    return since_midnight() | in_force.values(clock.today())


def _values(receipt_id: UUID, by: SignedInStaff) -> dict[str, object]:
    named = {"receipt_id": receipt_id, "staff_id": by.staff_id}
    return named | values_today()
