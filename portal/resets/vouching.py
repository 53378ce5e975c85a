"""Vouching for somebody who has no card: by a colleague, on a sign-in of their own."""

from uuid import UUID

from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import lines, queries, rules, standing
from portal.resets.kinds import Refusal
from portal.resets.models import AccountReset
from portal.resets.moving import move
from portal.resets.queries import Reset
from portal.resets.rules import Hindrance
from portal.resets.states import Move, State
from portal.staff.signed_in import SignedInStaff


def named(reset_id: UUID, by: SignedInStaff) -> Reset | None:
    """Return a reset that names this member as voucher and waits for them."""
    found = queries.reset_of(reset_id, by.commune)
    if found is None or found.voucher_id != by.staff_id:
        return None
    return found if found.state_at(clock.now()) is State.WAITS_FOR_VOUCHER else None


def vouch(reset: Reset, *, by: SignedInStaff) -> None:
    """Say that one knows the person and has seen them; raise RuleBroken."""
    hindrance = rules.hinders_vouching(standing.as_voucher(by, reset))
    if hindrance:
        raise RuleBroken(hindrance.sentence, "seen")
    now, connection = clock.now(), session.connection()
    standing.one_at_a_time(connection, by.staff_id)
    week_ago = now - standing.WEEK
    done = standing.count(connection, standing.VOUCHED, by.staff_id, week_ago)
    if done >= rules.VOUCHED_A_WEEK:
        raise RuleBroken(Hindrance.TOO_MANY.sentence, "seen")
    _move(reset, Move.VOUCH, by, vouched_at=now)
    lines.record(Event.RESET_VOUCHED, reset.id, reset.person_id, by)


def decline(reset: Reset, *, by: SignedInStaff) -> None:
    """Say that one does not know the person, or has not seen them: the request ends."""
    _move(reset, Move.REFUSE, by, refusal=Refusal.NOT_KNOWN, ended_at=clock.now())
    lines.record(Event.RESET_VOUCHED, reset.id, reset.person_id, by, permitted=False)


def _move(reset: Reset, made: Move, by: SignedInStaff, **values: object) -> None:
    moved = move(
        reset.id,
        made,
        AccountReset.voucher_id == by.staff_id,
        AccountReset.requested_by != by.staff_id,
        AccountReset.commune == by.commune,
        **values,
    )
    if not moved:
        raise RuleBroken(_("This request has moved on. Look at it again"), "seen")
