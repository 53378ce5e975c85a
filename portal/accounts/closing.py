"""Closing every way into an account that is open now: browsers, codes, devices."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import sessions
from portal.accounts.changes import change
from portal.accounts.models import CounterCode, OneTimeCode, SignInAttempt
from portal.accounts.sessions import End
from portal.kernel import clock


@dataclass(frozen=True, kw_only=True)
class Closed:
    """How many browsers were signed out, and how many codes died."""

    sessions: int
    codes: int


def close_ways_in(account_id: UUID) -> Closed:
    """End sessions, half-finished sign-ins and unused codes; forget the devices.

    The account itself stays as it is: whoever may sign in afterwards begins anew.
    """
    now = clock.now()
    change(
        sa.update(SignInAttempt)
        .where(SignInAttempt.account_id == account_id, SignInAttempt.finished_at.is_(None))
        .values(finished_at=now)
    )
    codes = 0
    for kind in (OneTimeCode, CounterCode):
        codes += change(
            sa.update(kind)
            .where(
                kind.account_id == account_id,
                kind.used_at.is_(None),
                kind.replaced_at.is_(None),
                kind.expires_at > now,
            )
            .values(replaced_at=now)
        )
    ended = sessions.end_all_of(account_id, reason=End.ENDED_BY_STATION)
    return Closed(sessions=ended, codes=codes)
