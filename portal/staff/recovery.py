"""The printed codes that stand in for a lost authenticator: eight, once each, one set at a time.

Ten of 32 letters, drawn by us, are 50 bits: there is no list of likely ones to try, so a
keyed hash alone makes a stolen table worthless. A slow one, as passwords need, would cost
eight comparisons a try and protect nothing more.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.changes import change
from portal.accounts.counter import LETTERS
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock, crypto
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import sessions, tickets
from portal.staff.models import StaffRecoveryCode
from portal.staff.signed_in import SignedInStaff

LENGTH, SET = 10, 8

_ALIVE = (StaffRecoveryCode.used_at.is_(None), StaffRecoveryCode.replaced_at.is_(None))
_FIND = sa.select(StaffRecoveryCode.id).where(
    StaffRecoveryCode.staff_id == sa.bindparam("staff_id"),
    StaffRecoveryCode.code_mac == sa.bindparam("code_mac"),
    *_ALIVE,
)
_LEFT = sa.select(sa.func.count()).where(
    StaffRecoveryCode.staff_id == sa.bindparam("staff_id"), *_ALIVE
)
_MADE_AT = sa.select(sa.func.max(StaffRecoveryCode.made_at)).where(
    StaffRecoveryCode.staff_id == sa.bindparam("staff_id")
)


def looks_right(text: str) -> bool:
    """Say whether a text has the shape of a recovery code."""
    return len(text) == LENGTH and all(letter in LETTERS for letter in text)


def new_set() -> list[str]:
    """Draw a set of codes; they open nothing before they are kept."""
    return ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(SET)]


def printed(codes: Sequence[str]) -> list[str]:
    """Return codes in two groups of five, as they are read."""
    return [f"{code[:5]} {code[5:]}" for code in codes]


def _mac(staff_id: UUID, code: str) -> bytes:
    return crypto.mac("staff-recovery", str(staff_id), code)


def keep(staff_id: UUID, codes: Sequence[str], now: datetime) -> None:
    """Let these codes count, and none of an earlier set any more."""
    change(
        sa.update(StaffRecoveryCode)
        .where(StaffRecoveryCode.staff_id == staff_id, *_ALIVE)
        .values(replaced_at=now)
    )
    session.add_all(
        StaffRecoveryCode(staff_id=staff_id, code_mac=_mac(staff_id, code), made_at=now)
        for code in codes
    )


def find(connection: Connection, staff_id: UUID, code: str) -> UUID | None:
    """Return the id of a code that may still be used."""
    values = {"staff_id": staff_id, "code_mac": _mac(staff_id, code)}
    return connection.execute(_FIND, values).scalar_one_or_none()


def use(code_id: UUID, now: datetime) -> bool:
    """Use up a code; False when it was used or replaced before."""
    alive = sa.update(StaffRecoveryCode).where(StaffRecoveryCode.id == code_id, *_ALIVE)
    return change(alive.values(used_at=now)) == 1


def left(connection: Connection, staff_id: UUID) -> int:
    """Count the codes that may still be used."""
    return connection.execute(_LEFT, {"staff_id": staff_id}).scalar_one()


def offer(staff: SignedInStaff, codes: Sequence[str]) -> str:
    """Seal a new set for the form that says it is written down."""
    return tickets.seal(_place(staff), *codes)


def offered(staff: SignedInStaff, sealed: str) -> list[str]:
    """Return the set a form brought back; raise RuleBroken when another was kept since."""
    opened = tickets.unseal(_place(staff), sealed)
    made_at = reads().execute(_MADE_AT, {"staff_id": staff.staff_id}).scalar()
    if made_at is not None and made_at >= opened.at:
        raise RuleBroken(_("Begin again"))
    return opened.parts


def _place(staff: SignedInStaff) -> str:
    return f"recovery codes of {staff.staff_id}"


def replace(staff: SignedInStaff, codes: Sequence[str]) -> None:
    """Keep a new set that its owner has written down; their other sessions end."""
    keep(staff.staff_id, codes, clock.now())
    sessions.end_others_of(staff, reason=sessions.End.FACTOR_CHANGED)
    trail.record(Line(event=Event.STAFF_ACCOUNT_CHANGED, by=staff.actor, section="recovery_codes"))
