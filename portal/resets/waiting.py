"""Resets that wait for a word, as the queue of the station lists them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for

from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.people.models import Person
from portal.representation.bars import Bars, bars_of
from portal.resets import queries, settling
from portal.resets.models import AccountReset
from portal.resets.moving import LIVES
from portal.resets.states import State
from portal.staff.models import StaffMember
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting

_WAITING = (
    sa.select(
        AccountReset.id,
        AccountReset.state,
        AccountReset.requested_by,
        AccountReset.requested_at,
        AccountReset.expires_at,
        AccountReset.voucher_id,
        AccountReset.contested_at,
        AccountReset.proposed_by,
        AccountReset.person_id,
        Person.full_name,
        sa.func.trim(StaffMember.title + " " + StaffMember.full_name).label("asker"),
    )
    .join(Person, Person.id == AccountReset.person_id)
    .join(
        StaffMember,
        StaffMember.id == sa.func.coalesce(AccountReset.proposed_by, AccountReset.requested_by),
    )
    .where(
        AccountReset.commune == sa.bindparam("commune"),
        sa.or_(
            sa.and_(
                AccountReset.state == State.ASKED,
                AccountReset.expires_at > sa.bindparam("now"),
                LIVES,
            ),
            AccountReset.state.in_((State.FROZEN, State.SETTLING)),
        ),
    )
    .order_by(AccountReset.requested_at, AccountReset.id)
)


def waiting_for(staff: SignedInStaff) -> Sequence[Waiting]:
    """Return what waits at this member's counter; nothing for who is not at the desk."""
    if staff.commune is None or not AT_THE_DESK & staff.roles:
        return []
    values = {"commune": staff.commune, "now": clock.now()}
    bars = bars_of(staff)
    return [_waiting(row, staff, bars) for row in reads().execute(_WAITING, values).all()]


def _waiting(row: Any, staff: SignedInStaff, bars: Bars) -> Waiting:
    is_asked = row.state is State.ASKED
    return Waiting(
        what=_("Reissue an account") if is_asked else _("A reset that was stopped"),
        about=row.full_name,
        asked_by=row.asker,
        asked_by_id=row.proposed_by or row.requested_by,
        asked_at=row.contested_at or row.requested_at,
        until=row.expires_at if is_asked else None,
        url=url_for("resets.decide" if is_asked else "resets.settle", reset_id=row.id),
        may_decide=_may_decide(row, staff, bars),
    )


def _may_decide(row: Any, staff: SignedInStaff, bars: Bars) -> bool:
    """Say whether it waits for this member; who settles a stopped one depends on who is there."""
    if row.state is State.ASKED:
        leaves = bars.leave(row.requested_by, row.person_id)
        return leaves and staff.staff_id != row.voucher_id
    found = queries.reset_of(row.id, staff.commune)
    return found is not None and settling.hindrance_of(found, staff) is None
