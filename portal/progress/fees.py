"""The fee village by village: what is asked and paid of a year, and what came in of any year.

A report that begins in one year and ends in the next takes in money of both, and a fee may be
paid years late; so what came in is told by year, and every đồng stands in one report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import Charge
from portal.fees.order_models import ChargePayment
from portal.kernel.db import Moment, reads
from portal.progress.bounds import charges
from portal.progress.periods import Period
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Came:
    """The fee of one year: paid until the end of a period and, of it, in the period; in đồng.

    What was taken back in the period goes off, so `lately` may be below 0.
    """

    payers: int = 0
    paid: int = 0
    lately: int = 0

    def __add__(self, other: "Came") -> "Came":
        return Came(
            payers=self.payers + other.payers,
            paid=self.paid + other.paid,
            lately=self.lately + other.lately,
        )


_STARTS_AT = sa.bindparam("starts_at", type_=Moment)
_ENDS_AT = sa.bindparam("ends_at", type_=Moment)
# At most one payment of a charge was in force at the end.
_WAS_PAID = sa.and_(
    ChargePayment.charge_id == Charge.id,
    ChargePayment.paid_at < _ENDS_AT,
    sa.or_(ChargePayment.reversed_at.is_(None), ChargePayment.reversed_at >= _ENDS_AT),
)
_WAS_ASKED = sa.and_(
    Charge.opened_at < _ENDS_AT,
    sa.or_(Charge.cancelled_at.is_(None), Charge.cancelled_at >= _ENDS_AT),
)
_FEES = (
    sa.select(
        Charge.village_id,
        sa.func.sum(sa.func.coalesce(ChargePayment.amount, Charge.amount)).label("asked"),
        sa.func.coalesce(sa.func.sum(ChargePayment.amount), 0).label("paid"),
        sa.func.count(ChargePayment.id).label("payers"),
    )
    .select_from(Charge)
    .outerjoin(ChargePayment, _WAS_PAID)
    .where(
        Charge.year == sa.bindparam("year"),
        sa.or_(_WAS_ASKED, ChargePayment.id.is_not(None)),
    )
    .group_by(Charge.village_id)
)


def _within(moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= _STARTS_AT, moment < _ENDS_AT)


def _amount(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, ChargePayment.amount), else_=0))


_CAME, _WENT = _within(ChargePayment.paid_at), _within(ChargePayment.reversed_at)
_LATELY = (
    sa.select(Charge.village_id, Charge.year, (_amount(_CAME) - _amount(_WENT)).label("lately"))
    .select_from(ChargePayment)
    .join(Charge, Charge.id == ChargePayment.charge_id)
    .where(sa.or_(_CAME, _WENT))
    .group_by(Charge.village_id, Charge.year)
)


def fees_at_the_end(
    staff: SignedInStaff, period: Period, year: int
) -> Mapping[UUID | None, Mapping[str, int]]:
    """Return by village what was asked and paid of the fee of a year, and for how many people."""
    values = {"ends_at": period.ends_at, "year": year}
    return {
        row.village_id: {"asked": row.asked, "paid": row.paid, "payers": row.payers}
        for row in reads().execute(_FEES.where(charges(staff)), values)
    }


def came_in(staff: SignedInStaff, period: Period) -> Mapping[int, Mapping[UUID | None, int]]:
    """Return by fee year and village what came in, less what was taken back."""
    values = {"starts_at": period.starts_at, "ends_at": period.ends_at}
    found: dict[int, dict[UUID | None, int]] = {}
    for row in reads().execute(_LATELY.where(charges(staff)), values):
        found.setdefault(row.year, {})[row.village_id] = row.lately
    return found
