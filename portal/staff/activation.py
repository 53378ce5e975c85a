"""Setting password and authenticator with a code that was handed over once.

What the second page needs travels sealed through its form, so that looking at it
changes nothing; the code is used up together with the change.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import counter, totp
from portal.accounts.authenticator import Setup, setup_of
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, crypto
from portal.kernel.db import abandon, reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import password, queries, services, sessions, tries
from portal.staff.forms import Invitation, NewFactors
from portal.staff.models import StaffActivation, StaffMember
from portal.staff.queries import Member

_PLACE = "staff activation"
_NOBODY = UUID(int=0)
_FIND = sa.select(StaffActivation.id).where(
    StaffActivation.staff_id == sa.bindparam("staff_id"),
    StaffActivation.code_mac == sa.bindparam("code_mac"),
    StaffActivation.used_at.is_(None),
    StaffActivation.replaced_at.is_(None),
    StaffActivation.expires_at > sa.bindparam("now"),
)


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A proven activation code, and the secret the new authenticator gets."""

    activation_id: UUID
    staff_id: UUID
    staff_name: str
    secret: str = field(repr=False)

    @property
    def sealed(self) -> str:
        content = [str(self.activation_id), str(self.staff_id), self.staff_name, self.secret]
        return urlsafe_b64encode(crypto.seal(_PLACE, json.dumps(content))).decode()

    @property
    def setup(self) -> Setup:
        """What the app photographs."""
        return setup_of(self.sealed, self.secret, totp.staff_uri(self.secret, self.staff_name))


def opened(sealed: str) -> Ticket:
    """Return the ticket a form brought back; raise RuleBroken when it is not ours."""
    try:
        content = json.loads(crypto.unseal(_PLACE, urlsafe_b64decode(sealed)))
    except (crypto.SealBroken, NotBase64, ValueError) as broken:
        raise RuleBroken(_("Begin again"), "activation_code") from broken
    activation_id, staff_id, staff_name, secret = content
    return Ticket(
        activation_id=UUID(activation_id),
        staff_id=UUID(staff_id),
        staff_name=staff_name,
        secret=secret,
    )


def _mac(staff_id: UUID, code: str) -> bytes:
    return crypto.mac("staff-activation", str(staff_id), code)


def issue(staff_id: UUID, *, by: str, now: datetime) -> str:
    """Make an activation code and return it, the only time it can be read; earlier ones die."""
    code = "".join(secrets.choice(counter.LETTERS) for _ in range(counter.LENGTH))
    withdraw(staff_id, now)
    session.add(
        StaffActivation(
            staff_id=staff_id,
            code_mac=_mac(staff_id, code),
            issued_at=now,
            issued_by=by,
            expires_at=now + config().lifetimes.staff_activation,
        )
    )
    return code


def withdraw(staff_id: UUID, now: datetime) -> None:
    """Let no unused code of a member open anything any more."""
    change(
        sa.update(StaffActivation)
        .where(
            StaffActivation.staff_id == staff_id,
            StaffActivation.used_at.is_(None),
            StaffActivation.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def begin(typed: Invitation) -> Ticket:
    """Compare name and code; raise RuleBroken with one sentence whatever was wrong."""
    now = clock.now()
    key = crypto.mac("staff-activation-tries", typed.staff_name)
    counted = tries.count_code(key, now)
    found = queries.member_named(reads(), typed.staff_name)
    staff_id = found.id if found else _NOBODY
    values = {"staff_id": staff_id, "code_mac": _mac(staff_id, typed.activation_code), "now": now}
    activation_id = reads().execute(_FIND, values).scalar_one_or_none()
    if found is None or activation_id is None or not found.may_enter(clock.today()):
        raise RuleBroken(_("Staff name or activation code not right"), "activation_code")
    tries.forgive(counted)
    return Ticket(
        activation_id=activation_id,
        staff_id=found.id,
        staff_name=found.staff_name,
        secret=totp.new_secret(),
    )


def finish(ticket: Ticket, new: NewFactors, browser: Browser) -> str:
    """Set both factors and sign in, once; return the session's token.

    Raise RuleBroken beside a weak password or a wrong code.
    """
    now, member = clock.now(), queries.member(reads(), ticket.staff_id)
    if member is None or not member.may_enter(clock.today()):
        raise _begin_again()
    hashed = crypto.hash_secret(password.parse_new(new.password, _known(member)))
    step = totp.matching_step(ticket.secret, new.code, now)
    if step is None:
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")
    if not _use(ticket, now):
        abandon()
        raise _begin_again()
    change(
        sa.update(StaffMember)
        .where(StaffMember.id == member.id)
        .values(
            password_hash=hashed,
            totp_secret=ticket.secret,
            totp_confirmed_at=now,
            totp_last_step=step,
        )
    )
    sessions.end_all_of(member.id, reason=sessions.End.FACTOR_CHANGED)
    tries.remember_source(member.staff_name, browser.source, now)
    services.note_entry(member.id, now)
    trail.record(Line(event=Event.STAFF_ACCOUNT_CHANGED, by=member.actor, section="factors"))
    trail.record(Line(event=Event.STAFF_SIGNED_IN, by=member.actor))
    return sessions.open_for(member.id, browser, now)


def _known(member: Member) -> tuple[str, ...]:
    return (member.staff_name, member.full_name, member.facility_name)


def _begin_again() -> RuleBroken:
    return RuleBroken(_("The activation code is used or too old. Ask for a new one"), "password")


def _use(ticket: Ticket, now: datetime) -> bool:
    used = change(
        sa.update(StaffActivation)
        .where(
            StaffActivation.id == ticket.activation_id,
            StaffActivation.used_at.is_(None),
            StaffActivation.replaced_at.is_(None),
            StaffActivation.expires_at > now,
        )
        .values(used_at=now)
    )
    return used == 1
