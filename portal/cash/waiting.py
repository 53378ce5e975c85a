"""Cash that waits: to be counted by who it was offered to, or for a second person of the desk."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import aliased

from portal.cash.boxes import NAME
from portal.cash.models import CashHandover, HandoverState
from portal.fees.models import FeeUnit
from portal.fees.order_models import Receipt
from portal.fees.receipts import number_of
from portal.kernel import formats
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.receiving.giving_models import CashGivenBack
from portal.receiving.models import CashDeposit
from portal.receiving.paying_back import WORDS, values_today
from portal.representation.bars import Bars, bars_of
from portal.staff.models import StaffMember
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting

_Asker, _Holder = aliased(StaffMember), aliased(StaffMember)
_OF_THE_COMMUNE = FeeUnit.commune == sa.bindparam("commune", type_=sa.String())


def _one(kind: str, table: Any, asker_id: Any, asked_at: Any, holder_id: Any) -> sa.Select[Any]:
    return (
        sa.select(
            sa.literal(kind).label("kind"),
            table.id,
            asker_id.label("asked_by_id"),
            sa.func.trim(_Asker.title + " " + _Asker.full_name).label("asked_by"),
            asked_at.label("asked_at"),
            sa.func.trim(_Holder.title + " " + _Holder.full_name).label("about"),
        )
        .select_from(table)
        .join(FeeUnit, FeeUnit.id == table.unit_id)
        .join(_Asker, _Asker.id == asker_id)
        .join(_Holder, _Holder.id == holder_id)
    )


_GIVEN_BACK = (
    WORDS.join(FeeUnit, FeeUnit.id == Receipt.unit_id)
    .where(Receipt.annulled_at.is_(None), _OF_THE_COMMUNE)
    .with_only_columns(
        sa.literal("given_back"),
        Receipt.id,
        CashGivenBack.holder_id,
        NAME,
        CashGivenBack.said_at,
        NAME,
    )
)
_GIVER, _TAKER = CashHandover.giver_id, CashHandover.taker_id
_ALL = sa.union_all(
    _one("offered", CashHandover, _GIVER, CashHandover.offered_at, _GIVER).where(
        CashHandover.state == HandoverState.OFFERED,
        CashHandover.claimed.is_(None),
        CashHandover.taker_id == sa.bindparam("staff_id"),
    ),
    _one("claimed", CashHandover, _TAKER, CashHandover.offered_at, _GIVER).where(
        CashHandover.state == HandoverState.OFFERED,
        CashHandover.claimed.is_not(None),
        _OF_THE_COMMUNE,
    ),
    _one(
        "doubted",
        CashDeposit,
        CashDeposit.doubted_by,
        CashDeposit.doubted_at,
        CashDeposit.holder_id,
    ).where(CashDeposit.withdrawn_at.is_(None), CashDeposit.arrival_id.is_(None), _OF_THE_COMMUNE),
    _GIVEN_BACK,
).subquery()
_WAITS = (
    sa.select(
        _ALL,
        FeeUnit.prefix,
        Receipt.year,
        Receipt.number,
        Receipt.amount,
        Receipt.staff_id.label("taken_by"),
    )
    .outerjoin(Receipt, Receipt.id == _ALL.c.id)
    .outerjoin(FeeUnit, FeeUnit.id == Receipt.unit_id)
)


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return what waits for this member; for who does not work at the desk nothing does."""
    if not staff.roles & AT_THE_DESK:
        return []
    values = {"staff_id": staff.staff_id, "commune": staff.commune, **values_today()}
    return list(_waiting(reads().execute(_WAITS, values), bars_of(staff)))


def _waiting(rows: sa.Result[Any], bars: Bars) -> Iterator[Waiting]:
    what = {
        "offered": _("Cash to count"),
        "claimed": _("Cash of a closed account"),
        "doubted": _("Cash taken to the bank"),
        "given_back": _("Receipt to annul, its cash is given back"),
    }
    for row in rows:
        yield Waiting(
            what=what[row.kind],
            about=row.about if row.number is None else _receipt(row),
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            until=None,
            url=_address(row),
            may_decide=row.kind == "offered" or _may_be_second(row, bars),
            asked_by_id=row.asked_by_id,
        )


def _may_be_second(row: sa.Row[Any], bars: Bars) -> bool:
    """Say whether a member may decide; no receipt is annulled by who took it."""
    asked = (row.asked_by_id, row.taken_by or row.asked_by_id)
    return all(bars.leave(member_id) for member_id in asked)


def _receipt(row: sa.Row[Any]) -> str:
    number = number_of(row.prefix, row.year, row.number)
    return f"{number} · {formats.dong(row.amount, language=current_language())}"


def _address(row: sa.Row[Any]) -> str:
    if row.kind == "doubted":
        return url_for("cash.one_deposit", deposit_id=row.id)
    if row.kind == "given_back":
        return url_for("transfers_desk.annul_page", receipt_id=row.id)
    if row.kind == "claimed":
        return url_for("cash.take_over", handover_id=row.id)
    return url_for("cash.handover", handover_id=row.id)
