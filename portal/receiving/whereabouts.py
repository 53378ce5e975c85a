"""Where the money of annulled receipts is now: it waits, goes back, went back, or paid again.

What happened to an arrival after a receipt of it was annulled happened to the money this
freed; more than the receipt was over cannot have happened to it. Of money that paid for several
households what still waits is counted first: a return to a neighbour is not told as one's own.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.fees.models import FeeUnit
from portal.fees.order_models import Receipt
from portal.fees.receipts import number_of
from portal.fees.whereabouts import Whereabouts
from portal.kernel.db import reads
from portal.receiving.models import (
    STRUCK,
    UNDONE,
    Arrival,
    MoneyReturn,
    Placement,
    ReturnState,
)

Rows = Sequence[sa.Row[*tuple[Any, ...]]]

NOT_SENT = (ReturnState.ASKED, ReturnState.ALLOWED)
_AGAIN, _NEWER = aliased(Placement), aliased(Receipt)
_BESIDE, _THEIRS = aliased(Placement), aliased(Receipt)
_PAID_OTHERS = (
    sa.exists()
    .where(
        _BESIDE.arrival_id == Placement.arrival_id,
        _THEIRS.id == _BESIDE.receipt_id,
        _THEIRS.household_id != Receipt.household_id,
    )
    .correlate(Placement, Receipt)
)
# One row for each step an arrival went after a receipt of it was annulled; one at least.
_STEPS = (
    sa.select(
        Receipt.id,
        Receipt.amount.label("freed"),
        Receipt.household_id,
        MoneyReturn.id.label("return_id"),
        MoneyReturn.amount.label("given"),
        MoneyReturn.state,
        MoneyReturn.never_came,
        MoneyReturn.paid_out_at,
        _AGAIN.id.label("placement_id"),
        _AGAIN.amount.label("placed"),
        _NEWER.id.label("newer_id"),
        _NEWER.household_id.label("newer_household_id"),
        _NEWER.year,
        _NEWER.number,
        FeeUnit.prefix,
        Arrival.id.label("arrival_id"),
        (Arrival.amount - Arrival.placed - Arrival.returned).label("open"),
        _PAID_OTHERS.label("paid_others"),
    )
    .join(FeeUnit, FeeUnit.id == Receipt.unit_id)
    .outerjoin(
        Placement, sa.and_(Placement.receipt_id == Receipt.id, Placement.undone_at.is_not(None))
    )
    .outerjoin(Arrival, Arrival.id == Placement.arrival_id)
    .outerjoin(
        MoneyReturn,
        sa.and_(
            MoneyReturn.arrival_id == Placement.arrival_id,
            MoneyReturn.asked_at >= Receipt.annulled_at,
            MoneyReturn.state.not_in(UNDONE),
        ),
    )
    .outerjoin(
        _AGAIN,
        sa.and_(
            _AGAIN.arrival_id == Placement.arrival_id,
            _AGAIN.placed_at >= Receipt.annulled_at,
            _AGAIN.undone_at.is_(None),
        ),
    )
    .outerjoin(_NEWER, _NEWER.id == _AGAIN.receipt_id)
    .order_by(Receipt.id, _NEWER.issued_at, _NEWER.id)
)


def money_of(receipt_ids: Collection[UUID]) -> Mapping[UUID, Whereabouts]:
    """Return where the money of each of these annulled receipts is, in one statement."""
    steps: dict[UUID, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in reads().execute(_STEPS.where(Receipt.id.in_(receipt_ids))):
        steps.setdefault(row.id, []).append(row)
    return {receipt_id: _of_one(rows) for receipt_id, rows in steps.items()}


def _of_one(rows: Rows) -> Whereabouts:
    returns = {row.return_id: row for row in rows if row.return_id is not None}
    sent = [row for row in returns.values() if row.state is ReturnState.PAID_OUT]
    struck = [row for row in returns.values() if row.state in STRUCK]
    asked = [row for row in returns.values() if row.state in NOT_SENT and not row.never_came]
    again = {row.placement_id: row for row in rows if row.placement_id is not None}
    theirs = [row for row in again.values() if row.newer_household_id == row.household_id]
    shared = {row.arrival_id: row.open for row in rows if row.paid_others}
    waits = min(rows[0].freed, sum(shared.values()))
    left = rows[0].freed - waits
    never_came = min(left, sum(row.given for row in struck))
    left -= never_came
    returned = min(left, sum(row.given for row in sent))
    going_back = min(left - returned, sum(row.given for row in asked))
    placed = min(left - returned - going_back, sum(row.placed for row in again.values()))
    newest = theirs[-1] if theirs else None
    return Whereabouts(
        kept=waits + left - returned - going_back - placed,
        going_back=going_back,
        returned=returned,
        returned_at=max((row.paid_out_at for row in sent), default=None),
        placed=placed,
        never_came=never_came,
        receipt_id=newest.newer_id if newest else None,
        number=number_of(newest.prefix, newest.year, newest.number) if newest else "",
    )
