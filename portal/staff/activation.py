"""Setting password and authenticator with a code that was handed over once.

What the later pages need travels sealed through their forms, so that looking at them
changes nothing; the code is used up together with the change, when the recovery codes
are written down.
"""

import secrets
from collections.abc import Sequence
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
from portal.staff import password, queries, recovery, services, sessions, tickets, tries
from portal.staff.forms import Invitation, NewFactors
from portal.staff.models import StaffActivation, StaffMember
from portal.staff.queries import Member
from portal.staff.services import Keys

_PLACE, _CHOICE = "staff activation", "staff activation with factors"
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
        return tickets.seal(_PLACE, *self.parts())

    def parts(self) -> tuple[str, ...]:
        return (str(self.activation_id), str(self.staff_id), self.staff_name, self.secret)

    @property
    def setup(self) -> Setup:
        """What the app photographs."""
        return setup_of(self.sealed, self.secret, totp.staff_uri(self.secret, self.staff_name))


def opened(sealed: str) -> Ticket:
    """Return the ticket a form brought back; raise RuleBroken when it is not ours, or too old."""
    return _ticket(tickets.unseal(_PLACE, sealed).parts)


def _ticket(parts: Sequence[str]) -> Ticket:
    activation_id, staff_id, staff_name, secret = parts
    return Ticket(
        activation_id=UUID(activation_id),
        staff_id=UUID(staff_id),
        staff_name=staff_name,
        secret=secret,
    )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A ticket with a good password, a first code that was right, and new recovery codes."""

    ticket: Ticket
    password_hash: str = field(repr=False)
    step: int
    codes: list[str] = field(repr=False)

    @property
    def sealed(self) -> str:
        made = (self.password_hash, str(self.step), *self.codes)
        return tickets.seal(_CHOICE, *self.ticket.parts(), *made)


def chosen(sealed: str) -> Choice:
    """Return the choice a form brought back; raise RuleBroken when it is not ours, or too old."""
    parts = tickets.unseal(_CHOICE, sealed).parts
    password_hash, step, *codes = parts[4:]
    return Choice(
        ticket=_ticket(parts[:4]), password_hash=password_hash, step=int(step), codes=codes
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


def begin(typed: Invitation, browser: Browser) -> Ticket:
    """Compare name and code; raise RuleBroken with one sentence whatever was wrong.

    Tries are counted by name and place together, so that no stranger uses up the owner's. One
    of 31**8 (8.5e11) codes is right, for a day: ten tries each from a hundred thousand places
    find it once in 850,000 days, so nothing bounds them all.
    """
    now = clock.now()
    key = crypto.mac("staff-activation-tries", typed.staff_name, browser.source.hex())
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


def choose(ticket: Ticket, new: NewFactors) -> Choice:
    """Check both factors and draw recovery codes; nothing is set yet.

    Raise RuleBroken beside a weak password or a wrong code.
    """
    member = _member(ticket)
    hashed = crypto.hash_secret(password.parse_new(new.password, _known(member)))
    step = totp.matching_step(ticket.secret, new.code, clock.now())
    if step is None:
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")
    return Choice(ticket=ticket, password_hash=hashed, step=step, codes=recovery.new_set())


def _member(ticket: Ticket) -> Member:
    member = queries.member(reads(), ticket.staff_id)
    if member is None or not member.may_enter(clock.today()):
        raise _begin_again()
    return member


def finish(choice: Choice, browser: Browser) -> Keys:
    """Set both factors and the recovery codes, once, and sign in; return the browser's keys."""
    now, ticket = clock.now(), choice.ticket
    member = _member(ticket)
    if not _use(ticket, now):
        abandon()
        raise _begin_again()
    change(
        sa.update(StaffMember)
        .where(StaffMember.id == member.id)
        .values(
            password_hash=choice.password_hash,
            totp_secret=ticket.secret,
            totp_confirmed_at=now,
            totp_last_step=choice.step,
        )
    )
    recovery.keep(member.id, choice.codes, now)
    sessions.end_all_of(member.id, reason=sessions.End.FACTOR_CHANGED)
    trail.record(Line(event=Event.STAFF_ACCOUNT_CHANGED, by=member.actor, section="factors"))
    return services.enter(member, browser, now)


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
