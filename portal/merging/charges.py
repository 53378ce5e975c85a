"""Two entries of one person were both asked for a year: one charge stays, and what was paid.

The kept entry's charge stands. Where only the other's was paid, its payment goes over to it,
so nobody is asked twice; an unpaid charge of the other is cancelled. Where both were paid the
second is money to give back, and stays in sight with its receipt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from portal.fees.models import Charge, WhyCancelled
from portal.fees.order_models import ChargePayment
from portal.kernel.db import Base


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """New values of one row."""

    table: sa.Table
    row_id: Any
    values: Mapping[str, Any]


_KEPT, _MERGED = aliased(Charge), aliased(Charge)
_PAID_KEPT, _PAID_MERGED = aliased(ChargePayment), aliased(ChargePayment)


def _in_force(payment: Any, charge: Any) -> sa.ColumnElement[bool]:
    return sa.and_(payment.charge_id == charge.id, payment.reversed_at.is_(None))


_BOTH = (
    sa.select(
        _KEPT.id.label("kept_id"),
        _MERGED.id.label("merged_id"),
        _MERGED.cancelled_at,
        _PAID_MERGED.id.label("payment_id"),
        sa.and_(
            _PAID_KEPT.id.is_(None),
            _KEPT.cancelled_at.is_(None),
            _KEPT.amount == _PAID_MERGED.amount,
        ).label("goes_over"),
    )
    .join(_MERGED, _MERGED.year == _KEPT.year)
    .outerjoin(_PAID_KEPT, _in_force(_PAID_KEPT, _KEPT))
    .outerjoin(_PAID_MERGED, _in_force(_PAID_MERGED, _MERGED))
    .where(
        _KEPT.person_id == sa.bindparam("kept"),
        _MERGED.person_id == sa.bindparam("merged"),
    )
    .order_by(_KEPT.year)
)


def one_charge_a_year(
    connection: Connection, kept: UUID, merged: UUID, now: datetime
) -> Iterator[Rewritten]:
    """Yield what is written so that one charge of each year is asked; none is paid meanwhile."""
    connection.execute(
        sa.select(Charge.id)
        .where(Charge.person_id.in_([kept, merged]))
        .order_by(Charge.id)
        .with_for_update(key_share=True)
    )
    tables = Base.metadata.tables
    for both in connection.execute(_BOTH, {"kept": kept, "merged": merged}).all():
        if both.goes_over:
            yield Rewritten(
                table=tables["fee_charge_payment"],
                row_id=both.payment_id,
                values={"charge_id": both.kept_id},
            )
        if both.cancelled_at is None and (both.goes_over or both.payment_id is None):
            yield Rewritten(
                table=tables["fee_charge"],
                row_id=both.merged_id,
                values={"cancelled_at": now, "cancelled_why": WhyCancelled.MERGED},
            )
