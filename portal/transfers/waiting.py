"""What of this package waits for a second member of staff."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import url_for

from portal.fees.models import FeeUnit
from portal.kernel import formats
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.receiving.models import MoneyReturn, ReturnState
from portal.receiving.payout_models import Payout, PayoutState
from portal.representation.bars import Bars, bars_of
from portal.staff.models import StaffMember
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting
from portal.transfers.models import StatementImport, StatementRow, StatementState

_UNIT = sa.select(FeeUnit.id).where(FeeUnit.commune == sa.bindparam("commune")).scalar_subquery()


_SHOWN = (
    sa.select(sa.func.coalesce(sa.func.sum(StatementRow.amount), 0))
    .where(StatementRow.statement_id == StatementImport.id)
    .correlate(StatementImport)
    .scalar_subquery()
)


def _asked(
    kind: str, table: Any, said_by: Any, said_at: Any, *states: Any, amount: Any = None
) -> sa.Select[Any]:
    return (
        sa.select(
            sa.literal(kind).label("kind"),
            table.id,
            (table.amount if amount is None else amount).label("amount"),
            said_by.label("asked_by"),
            StaffMember.full_name.label("asked_by_name"),
            said_at.label("asked_at"),
        )
        .join(StaffMember, StaffMember.id == said_by)
        .where(table.unit_id == _UNIT, table.state.in_(states))
    )


_WAITS = sa.union_all(
    _asked("return", MoneyReturn, MoneyReturn.asked_by, MoneyReturn.asked_at, ReturnState.ASKED),
    _asked(
        "return", MoneyReturn, MoneyReturn.doubted_by, MoneyReturn.doubted_at, ReturnState.DOUBTED
    ),
    _asked("payout", Payout, Payout.asked_by, Payout.asked_at, PayoutState.ASKED),
    _asked("payout", Payout, Payout.doubted_by, Payout.doubted_at, PayoutState.DOUBTED),
    _asked(
        "statement",
        StatementImport,
        StatementImport.brought_by,
        StatementImport.brought_at,
        StatementState.WAITING,
        amount=_SHOWN,
    ),
)


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return what waits in the commune; nothing for who does not work at the desk."""
    if not staff.roles & AT_THE_DESK:
        return []
    return list(_waiting(staff.commune, bars_of(staff)))


def _waiting(commune: str | None, bars: Bars) -> Iterator[Waiting]:
    what = {
        "return": _("Money to give back"),
        "payout": _("Pay-out of a provider"),
        "statement": _("Bank statement to compare"),
    }
    for each in reads().execute(_WAITS, {"commune": commune}):
        yield Waiting(
            what=what[each.kind],
            about=formats.dong(each.amount, language=current_language()),
            asked_by=each.asked_by_name,
            asked_at=each.asked_at,
            until=None,
            url=_address(each.kind, each.id),
            may_decide=bars.leave(each.asked_by),
            asked_by_id=each.asked_by,
        )


def _address(kind: str, its_id: UUID) -> str:
    if kind == "return":
        return url_for("transfers_desk.money_return", return_id=its_id)
    if kind == "payout":
        return url_for("transfers_desk.payout", payout_id=its_id)
    return url_for("transfers_desk.brought_statement", statement_id=its_id)
