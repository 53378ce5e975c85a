"""The second person's word on a reset, and the first one's taking back."""

import sqlalchemy as sa

from portal.accounts.limits import DAY
from portal.accounts.models import Account
from portal.accounts.signed_in import config
from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import lines, notices, queries, rules, standing
from portal.resets.kinds import Ground, Refusal
from portal.resets.models import AccountReset
from portal.resets.moving import move
from portal.resets.queries import Reset
from portal.resets.rules import Hindrance
from portal.resets.states import Move
from portal.staff.signed_in import SignedInStaff

_IS_OPEN = sa.exists().where(Account.id == AccountReset.account_id, Account.is_open())


def allow(reset: Reset, ground: Ground, *, by: SignedInStaff) -> None:
    """Allow a reset as its second person, and tell the old phone and who is trusted.

    From now a slip may be printed, until the time of a slip is over. Raise RuleBroken.
    """
    now = clock.now()
    _check(rules.hinders_deciding(standing.as_second(by, reset)), by, "ground")
    moved = move(
        reset.id,
        Move.ALLOW,
        *_second(by),
        _IS_OPEN,
        decided_by=by.staff_id,
        decided_at=now,
        ground=ground,
        expires_at=now + config().lifetimes.reset_request,
    )
    _moved(moved, "ground")
    lines.record(Event.RESET_DECIDED, reset.id, reset.person_id, by)
    allowed = queries.changed(reset.id)
    notices.tell_allowed(allowed, now)


def refuse(reset: Reset, refusal: Refusal, *, by: SignedInStaff) -> None:
    """Refuse a reset as its second person; raise RuleBroken."""
    now = clock.now()
    hindrance = rules.hinders_deciding(standing.as_second(by, reset))
    _check(rules.hinders_refusing(hindrance), by, "refusal")
    moved = move(
        reset.id,
        Move.REFUSE,
        *_second(by),
        decided_by=by.staff_id,
        decided_at=now,
        refusal=refusal,
        ended_at=now,
    )
    _moved(moved, "refusal")
    lines.record(Event.RESET_DECIDED, reset.id, reset.person_id, by, permitted=False)


def withdraw(reset: Reset, *, by: SignedInStaff) -> None:
    """Take back what one asked for oneself, also when it is allowed and not yet used."""
    moved = move(
        reset.id,
        Move.WITHDRAW,
        AccountReset.requested_by == by.staff_id,
        AccountReset.commune == by.commune,
        ended_at=clock.now(),
        slip_mac=None,
    )
    _moved(moved, None)
    lines.record(Event.RESET_WITHDRAWN, reset.id, reset.person_id, by)


def _check(hindrance: Hindrance | None, by: SignedInStaff, field: str) -> None:
    """Raise what hinders, and count once more in the transaction how much they did today."""
    if hindrance:
        raise RuleBroken(hindrance.sentence, field)
    connection = session.connection()
    standing.one_at_a_time(connection, by.staff_id)
    day_ago = clock.now() - DAY
    done = standing.count(connection, standing.DECIDED, by.staff_id, day_ago)
    if done >= rules.DECIDED_A_DAY:
        raise RuleBroken(Hindrance.TOO_MANY.sentence, field)


def _second(by: SignedInStaff) -> tuple[sa.ColumnElement[bool], ...]:
    """Say in the update itself that this is a second person, of the same commune."""
    return (
        AccountReset.commune == by.commune,
        AccountReset.requested_by != by.staff_id,
        AccountReset.voucher_id.is_distinct_from(by.staff_id),
        sa.or_(AccountReset.voucher_id.is_(None), AccountReset.vouched_at.is_not(None)),
    )


def _moved(moved: bool, field: str | None) -> None:
    if not moved:
        raise RuleBroken(_("This request has moved on. Look at it again"), field)
