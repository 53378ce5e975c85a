"""Who is asking: the session behind the cookie, found with its account and person."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, cast
from uuid import UUID

import sqlalchemy as sa
from flask import Request, abort, current_app, g
from flask_login import current_user

from portal.accounts.models import Account, SignInSession
from portal.audit.trail import Actor
from portal.config import Config
from portal.kernel import clock
from portal.kernel.db import change_if_possible, reads
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.kinds import Sex
from portal.people.models import Person

SEEN_EVERY = timedelta(minutes=1)

_FIND = (
    sa.select(
        SignInSession.id.label("session_id"),
        SignInSession.account_id,
        SignInSession.last_seen_at,
        SignInSession.confirmed_at,
        SignInSession.expires_at,
        SignInSession.idle_seconds,
        SignInSession.shared_device,
        Account.large_text,
        Account.held_until,
        Person.id.label("person_id"),
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
    )
    .join(Account, Account.id == SignInSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(
        SignInSession.token_hash == sa.bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        Account.is_open(),
        Person.deceased_on.is_(None),
    )
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The resident of this request; everything a page needs to know of them."""

    session_id: UUID
    account_id: UUID
    last_seen_at: datetime
    confirmed_at: datetime
    expires_at: datetime
    idle_seconds: int
    shared_device: bool
    large_text: bool
    held_until: datetime | None = None
    person_id: UUID
    full_name: str
    sex: Sex
    birth_date: date
    birth_precision: Precision

    # What Flask-Login asks of a user:
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def born(self) -> PartialDate:
        return PartialDate(self.birth_date, self.birth_precision)

    @property
    def actor(self) -> Actor:
        """How the log names the resident."""
        return Actor(name=self.full_name, account_id=self.account_id, person_id=self.person_id)

    @property
    def ends_at(self) -> datetime:
        """When the session locks by itself if nothing more is done."""
        idle_end = self.last_seen_at + timedelta(seconds=self.idle_seconds)
        return min(idle_end, self.expires_at)

    def fresh(self, within: timedelta) -> bool:
        """Say whether a code or PIN was given recently enough for a step-up."""
        return clock.now() - self.confirmed_at <= within

    def get_id(self) -> str:
        return str(self.session_id)


def token_hash(token: str) -> bytes:
    """Return what is stored of a cookie's token."""
    return hashlib.sha256(token.encode()).digest()


def cookie_name(config: Config, name: str) -> str:
    """Return the cookie's name, locked to this host where cookies are secure."""
    return f"__Host-{name}" if config.secure_cookies else name


def config() -> Config:
    """Return the application's configuration."""
    return cast(Config, current_app.extensions["portal.config"])


def token_of(request: Request) -> str:
    """Return the token of the session cookie, empty when there is none."""
    return request.cookies.get(cookie_name(config(), "sid"), "")


def load(request: Request) -> SignedIn | None:
    """Find the resident of a request; None when nobody, ended, idle or too old."""
    token = token_of(request)
    if not token:
        return None
    row = reads().execute(_FIND, {"token_hash": token_hash(token)}).one_or_none()
    if row is None:
        return None
    found = SignedIn(**row._mapping)
    now = clock.now()
    idle = now - found.last_seen_at
    if now >= found.expires_at or not in_time(idle, timedelta(seconds=found.idle_seconds)):
        g.session_expired = True
        return None
    if idle > SEEN_EVERY and touch(found.session_id, now):
        return replace(found, last_seen_at=now)
    return found


def in_time(idle: timedelta, longest: timedelta) -> bool:
    """Say whether a session last seen so long ago goes on.

    One seen in the time to come does not: the clock was set back, and nobody knows for how long
    it has really been left alone.
    """
    return -SEEN_EVERY <= idle <= longest


def touch(session_id: UUID, now: datetime) -> bool:
    """Note that somebody is still there; where that fails, the session ends as it would have."""
    return change_if_possible(
        sa.update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def signed_in_resident() -> SignedIn | None:
    """Return the resident of this request; None for nobody and for staff."""
    found = current_user._get_current_object()
    return found if isinstance(found, SignedIn) else None


def current_resident() -> SignedIn:
    """Return the signed-in resident; answer 404 to anybody else."""
    found = signed_in_resident()
    if found is None:
        abort(404)
    return found
