"""What of this package waits for a second member of staff."""

from collections.abc import Iterator
from typing import Any

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

_UNIT = sa.select(FeeUnit.id).where(FeeUnit.commune == sa.bindparam("commune")).scalar_subquery()


def _asked(kind: str, table: Any, said_by: Any, said_at: Any, *states: Any) -> sa.Select[Any]:
    return (
        sa.select(
            sa.literal(kind).label("kind"),
            table.id,
            table.amount,
            said_by.label("asked_by"),
            StaffMember.full_name.label("asked_by_name"),
            said_at.label("asked_at"),
        )
        .join(StaffMember, StaffMember.id == said_by)
        .where(table.unit_id == _UNIT, table.state.in_(states))
    )


_WAITS = sa.union_all(
    _asked("return", MoneyReturn, MoneyReturn.asked_by, MoneyReturn.asked_at, ReturnState.ASKED),
    _asked("payout", Payout, Payout.asked_by, Payout.asked_at, PayoutState.ASKED),
    _asked("payout", Payout, Payout.doubted_by, Payout.doubted_at, PayoutState.DOUBTED),
)


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return what waits in the commune; nothing for who does not work at the desk."""
    if not staff.roles & AT_THE_DESK:
        return []
    return list(_waiting(staff.commune, bars_of(staff)))


def _waiting(commune: str | None, bars: Bars) -> Iterator[Waiting]:
    for each in reads().execute(_WAITS, {"commune": commune}):
        is_return = each.kind == "return"
        yield Waiting(
            what=_("Money to give back") if is_return else _("Pay-out of a provider"),
            about=formats.dong(each.amount, language=current_language()),
            asked_by=each.asked_by_name,
            asked_at=each.asked_at,
            until=None,
            url=url_for("transfers_desk.money_return", return_id=each.id)
            if is_return
            else url_for("transfers_desk.payout", payout_id=each.id),
            may_decide=bars.leave(each.asked_by),
            asked_by_id=each.asked_by,
        )
