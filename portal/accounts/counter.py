"""Codes printed for one person at the station's counter: eight letters, once, 24 hours.

They need no phone and have a budget of their own, so nobody can talk, jam or spend them
away. 32 letters to the power of eight are 40 bits.
"""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.models import CounterCode
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
    now, code = clock.now(), "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.execute(
        sa.update(CounterCode)
        .where(
            CounterCode.account_id == account_id,
            CounterCode.used_at.is_(None),
            CounterCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    session.add(
        CounterCode(
            id=uuid4(),
            account_id=account_id,
            code_mac=_mac(account_id, code),
            issued_at=now,
            expires_at=now + config().lifetimes.counter_code,
            issued_by=by,
        )
    )
    desk = Actor(name=by, account_id=account_id)
    trail.record(Line(event=Event.CODE_ISSUED, about=person_id, by=desk))
    return code


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
    return used == 1
