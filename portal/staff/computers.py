"""The browsers that know who signed in on them today.

At a shared computer one member hands over to the next without a password: both gave theirs
on this very browser within a working day, so the newest code of the app is enough. The
cookie's token changes whenever somebody signs in with a password, so that a copy taken
before is worth nothing.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.signed_in import config, token_hash
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import in_force
from portal.staff.models import StaffComputer, StaffMember

MOST = 8

_KNOWN = (
    sa.select(
        StaffComputer.id,
        StaffComputer.staff_id,
        StaffComputer.expires_at,
        StaffMember.title,
        StaffMember.full_name,
    )
    .join(StaffMember, StaffMember.id == StaffComputer.staff_id)
    .where(
        StaffComputer.token_hash == sa.bindparam("computer_hash"),
        StaffComputer.expires_at > sa.bindparam("now"),
        StaffMember.password_hash.is_not(None),
        in_force.IN_FORCE,
    )
    .order_by(StaffMember.full_name, StaffMember.id)
)


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who gave their password on this browser, and until when that counts.

    `id` stays the same while others sign in here: wrong codes are counted under it.
    """

    id: UUID
    staff_id: UUID
    title: str
    full_name: str
    expires_at: datetime = field(repr=False)

    @property
    def name_with_title(self) -> str:
        return f"{self.title} {self.full_name}".strip()


def known_at(connection: Connection, computer_hash: bytes, now: datetime) -> list[Colleague]:
    """Return who may switch at a browser by a code alone, by name."""
    values = {"computer_hash": computer_hash, "now": now} | in_force.values(clock.today())
    return [Colleague(**row._mapping) for row in connection.execute(_KNOWN, values)]


def remember(staff_id: UUID, browser: Browser, now: datetime) -> str:
    """Note that a member gave their password here; return the browser's new token."""
    token = secrets.token_urlsafe(32)
    new_hash = token_hash(token)
    here = StaffComputer.token_hash == browser.computer_hash
    change(sa.delete(StaffComputer).where(here, StaffComputer.staff_id == staff_id))
    change(sa.delete(StaffComputer).where(here, StaffComputer.id.not_in(_newest(browser))))
    change(sa.update(StaffComputer).where(here).values(token_hash=new_hash))
    session.add(
        StaffComputer(
            token_hash=new_hash,
            staff_id=staff_id,
            signed_in_at=now,
            expires_at=now + config().lifetimes.staff_absolute,
        )
    )
    return token


def _newest(browser: Browser) -> sa.Select[UUID]:
    """Select those who stay beside one more."""
    return (
        sa.select(StaffComputer.id)
        .where(StaffComputer.token_hash == browser.computer_hash)
        .order_by(StaffComputer.signed_in_at.desc(), StaffComputer.id)
        .limit(MOST - 1)
    )


def forget(staff_id: UUID, *, computer_hash: bytes | None = None) -> None:
    """Let a member need their password again, on one browser or on all."""
    theirs = sa.delete(StaffComputer).where(StaffComputer.staff_id == staff_id)
    if computer_hash is not None:
        theirs = theirs.where(StaffComputer.token_hash == computer_hash)
    change(theirs)
