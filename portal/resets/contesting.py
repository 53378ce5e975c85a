"""Stopping a reset: by a code from a message, by an answer to it, or by a call to the station.

Whoever was told may stop it while it is allowed and for some days after its use. From then
on nobody signs in, with neither phone, until two members of staff have settled whose the
account is. The record stays open to whom it was open, so care goes on.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import handover
from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import NOBODY, Actor, Line
from portal.cases import services as cases
from portal.cases.models import CaseKind
from portal.cases.services import NewCase
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.i18n import gettext as _
from portal.resets import notices, putting_back, queries
from portal.resets.models import AccountReset, ContestWay, ResetNotice
from portal.resets.moving import move
from portal.resets.notices import STOPPABLE_FOR
from portal.resets.queries import Reset
from portal.resets.states import Move, State, sources
from portal.staff.signed_in import SignedInStaff


def may_be_stopped(now: datetime) -> sa.ColumnElement[bool]:
    """Say in a query that a reset may still be stopped."""
    return sa.or_(
        sa.and_(AccountReset.state == State.ALLOWED, AccountReset.expires_at > now),
        sa.and_(AccountReset.state == State.USED, AccountReset.used_at > now - STOPPABLE_FOR),
    )


def reset_told_with(code_mac: bytes, now: datetime) -> UUID | None:
    """Return the reset a code of eight digits stops; None for a wrong or a spent one."""
    return _told(ResetNotice.code_mac == code_mac, now)


def reset_told_to(number_index: bytes, now: datetime) -> UUID | None:
    """Return the newest reset a number was told of and may stop."""
    return _told(ResetNotice.number_index == number_index, now)


def _told(which: sa.ColumnElement[bool], now: datetime) -> UUID | None:
    return session.scalar(
        sa.select(ResetNotice.reset_id)
        .join(AccountReset, AccountReset.id == ResetNotice.reset_id)
        .where(
            which,
            ResetNotice.used_at.is_(None),
            ResetNotice.expires_at > now,
            may_be_stopped(now),
        )
        .order_by(ResetNotice.told_at.desc(), ResetNotice.id)
        .limit(1)
    )


def by_code(code_mac: bytes) -> bool:
    """Stop the reset a code belongs to; say whether there was one."""
    now = clock.now()
    reset_id = reset_told_with(code_mac, now)
    return reset_id is not None and _stop(reset_id, ContestWay.CODE, now)


def by_sms(number_index: bytes) -> bool:
    """Stop the reset a number was told of last; say whether there was one."""
    now = clock.now()
    reset_id = reset_told_to(number_index, now)
    return reset_id is not None and _stop(reset_id, ContestWay.SMS, now)


def by_station(reset_id: UUID, *, by: SignedInStaff) -> bool:
    """Stop a reset of the commune for somebody who called; say whether it could be."""
    bound = AccountReset.commune == by.commune
    return _stop(reset_id, ContestWay.STATION, clock.now(), bound, by=by)


def _stop(
    reset_id: UUID,
    way: ContestWay,
    now: datetime,
    *conditions: sa.ColumnElement[bool],
    by: SignedInStaff | None = None,
) -> bool:
    try:
        with session.begin_nested() as attempt:  # a person has one running reset at a time
            moved = _move(reset_id, way, now, *conditions, by=by)
            if not moved:
                attempt.rollback()
    except IntegrityError:
        return False
    if not moved:
        return False
    reset = queries.changed(reset_id)
    handover.freeze(reset.account_id, now)
    putting_back.silence(reset)
    notices.tell_stopped(reset, now)
    _spend(reset, now)
    _write_down(reset, by.actor if by else NOBODY)
    return True


def _move(
    reset_id: UUID,
    way: ContestWay,
    now: datetime,
    *conditions: sa.ColumnElement[bool],
    by: SignedInStaff | None,
) -> bool:
    """Stop one reset, and end a later one of the same person that is not used yet."""
    reset = queries.changed(reset_id)
    for other in _others_running(reset):
        move(other, Move.OLD_FACTOR_USED, ended_at=now, slip_mac=None)
    return move(
        reset_id,
        Move.CONTEST,
        may_be_stopped(now),
        *conditions,
        contested_at=now,
        contested_how=way,
        contested_by=by.staff_id if by else None,
        slip_mac=None,
    )


def _others_running(reset: Reset) -> list[UUID]:
    return list(
        session.scalars(
            sa.select(AccountReset.id).where(
                AccountReset.person_id == reset.person_id,
                AccountReset.id != reset.id,
                AccountReset.state.in_(sources(Move.OLD_FACTOR_USED)),
            )
        )
    )


def _spend(reset: Reset, now: datetime) -> None:
    change(
        sa.update(ResetNotice)
        .where(ResetNotice.reset_id == reset.id, ResetNotice.used_at.is_(None))
        .values(used_at=now)
    )


def _write_down(reset: Reset, by: Actor) -> None:
    case = cases.open_for_account(
        NewCase(
            person_id=reset.person_id,
            kind=CaseKind.NOT_MY_RESET,
            subject=f"reset:{reset.id}",
            says=_("Somebody who was told of the change said that nobody had asked for it"),
            knows_from=None,
            form_key=f"reset-{reset.id}",
        ),
        reset.account_id,
        by=by,
        basis=None,
    )
    change(sa.update(AccountReset).where(AccountReset.id == reset.id).values(case_id=case.id))
    trail.record(
        Line(
            event=Event.RESET_CONTESTED,
            about=reset.person_id,
            by=by,
            section="account",
            object_ref=f"reset:{reset.id}",
        )
    )
