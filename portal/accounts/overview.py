"""What the pages of one's own account show, as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import device, owners
from portal.accounts.models import SignInSession
from portal.accounts.signed_in import SignedIn
from portal.kernel import clock
from portal.kernel.formats import NBSP, clock_time, day
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """One's own account; numbers are masked to their last three digits."""

    full_name: str
    personal_id: str = field(repr=False)
    phone: str | None = field(repr=False)
    has_pin: bool
    has_app: bool
    large_text: bool
    sessions: int


def account_page(connection: Connection, resident: SignedIn) -> AccountPage:
    """Return what the account page shows."""
    owner = owners.owner_of(connection, resident.account_id)
    return AccountPage(
        full_name=resident.full_name,
        personal_id=masked(owner.personal_id, 4),
        phone=masked(owner.phone, 3) if owner.phone else None,
        has_pin=owner.has_pin,
        has_app=owner.has_app,
        large_text=resident.large_text,
        sessions=len(devices(connection, resident)),
    )


def masked(number: str, groups: int) -> str:
    """Return ••• ••• ••• 067 for a number of twelve digits in four groups."""
    return NBSP.join(["•••"] * (groups - 1) + [number[-3:]])


@dataclass(frozen=True, kw_only=True)
class Device:
    """One signed-in browser in words."""

    session_id: UUID
    name: str
    last_used: str
    is_this: bool


_SESSIONS = (
    sa.select(
        SignInSession.id,
        SignInSession.device,
        SignInSession.last_seen_at,
        SignInSession.idle_seconds,
    )
    .where(
        SignInSession.account_id == sa.bindparam("account_id"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > sa.bindparam("now"),
    )
    .order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
    .limit(50)
)


def devices(connection: Connection, resident: SignedIn) -> Sequence[Device]:
    """Return the browsers signed in right now, this one first."""
    now = clock.now()
    rows = connection.execute(_SESSIONS, {"account_id": resident.account_id, "now": now})
    found = [
        Device(
            session_id=row.id,
            name=device.in_words(row.device),
            last_used=_when(row.last_seen_at, now),
            is_this=row.id == resident.session_id,
        )
        for row in rows
        if now - row.last_seen_at <= timedelta(seconds=row.idle_seconds)
    ]
    return sorted(found, key=lambda one: not one.is_this)


def _when(moment: datetime, now: datetime) -> str:
    language = current_language()
    at = clock_time(moment)
    if clock.local(moment).date() == clock.local(now).date():
        return _("today %(time)s", time=at)
    return f"{at} {day(moment, language=language)}"
