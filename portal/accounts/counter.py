"""Codes printed for one person at the station's counter: eight letters, once, 24 hours.

They need no phone, and a right one is compared however many wrong ones were typed before, so
nobody can jam or spend them away. 31 letters to the power of eight are nearly 40 bits.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.enrolment import Owned
from portal.accounts.models import Account, CounterCode
from portal.accounts.owners import HAS_MOBILE
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import session

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another
LENGTH = 8
_NOBODY = UUID(int=0)


def looks_right(text: str) -> bool:
    """Say whether a text has the shape of a counter code."""
    return len(text) == LENGTH and all(letter in LETTERS for letter in text)


def _mac(account_id: UUID, code: str) -> bytes:
    return crypto.mac("counter-code", str(account_id), code)


def issue(account_id: UUID, person_id: UUID, *, by: str) -> str:
    """Make a code for an account and return it, the only time it can be read.

    An earlier unused code dies. `by` names who checked the person's card.
    """
    owned = Owned(account_id=account_id, person_id=person_id)
    until, code = clock.now() + config().lifetimes.counter_code, draw()
    desk = Actor(name=by, account_id=account_id)
    issue_many([(owned, code)], by=desk, expires_at=until)
    return code


def draw() -> str:
    """Return a code that opens nothing until it is issued."""
    return "".join(map(secrets.choice, [LETTERS] * LENGTH))


def issue_many(
    drawn: Sequence[tuple[Owned, str]],
    *,
    by: Actor,
    expires_at: datetime,
    object_ref: str | None = None,
) -> None:
    """Let each of these codes open its account; `object_ref` names what they are printed for.

    Earlier unused codes die.
    """
    if not drawn:
        return
    now = clock.now()
    let_die([owned.account_id for owned, _code in drawn], now)
    session.execute(
        sa.insert(CounterCode),
        [
            {
                "id": uuid4(),
                "account_id": owned.account_id,
                "code_mac": _mac(owned.account_id, code),
                "issued_at": now,
                "expires_at": expires_at,
                "issued_by": by.name or "",
            }
            for owned, code in drawn
        ],
    )
    trail.record(
        *(
            Line(event=Event.CODE_ISSUED, about=owned.person_id, by=by, object_ref=object_ref)
            for owned, _code in drawn
        )
    )


def let_die(accounts: Sequence[UUID], now: datetime) -> None:
    """End the unused codes of these accounts."""
    session.execute(
        sa.update(CounterCode)
        .where(
            CounterCode.account_id.in_(accounts),
            CounterCode.used_at.is_(None),
            CounterCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def use(account_id: UUID | None, code: str, now: datetime) -> bool:
    """Use up a code; the same statement is sent for a number nobody signs in with."""
    owner = account_id or _NOBODY
    used = change(
        sa.update(CounterCode)
        .where(
            CounterCode.account_id == owner,
            CounterCode.code_mac == _mac(owner, code),
            CounterCode.used_at.is_(None),
            CounterCode.replaced_at.is_(None),
            CounterCode.expires_at > now,
        )
        .values(used_at=now)
    )
    if used == 1:
        _hold(owner, now)
    return used == 1


def _hold(account_id: UUID, now: datetime) -> None:
    """Let an account only be looked at for a day, where its owner's mobile is on file.

    The code should have gone to that mobile, so whoever typed this one may not be the owner,
    who is told and has time to stop it. Nobody without a mobile is held: the counter is their
    only way in, and they could then never say yes to anything. No hold is ever shortened.
    """
    until = now + config().lifetimes.held_in_person
    change(
        sa.update(Account)
        .where(
            Account.id == account_id,
            HAS_MOBILE,
            sa.or_(Account.held_until.is_(None), Account.held_until < until),
        )
        .values(held_until=until)
    )
