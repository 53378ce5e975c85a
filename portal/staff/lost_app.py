"""Signing in without the authenticator: password and a printed code, then a new app first.

Nobody is signed in before the new app has shown its first code. With that code, in one
change, the printed one is used up, the old app is dead and every other session ends. Who
gives up in between has lost nothing.
"""

from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import totp
from portal.accounts.authenticator import Setup, setup_of
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import NOBODY, Line
from portal.kernel import clock
from portal.kernel.db import abandon, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import queries, recovery, services, sessions, tickets, tries
from portal.staff.forms import RecoveryCredentials
from portal.staff.models import StaffMember
from portal.staff.services import Keys

_PLACE = "staff lost app"
_NOBODY_ID = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A password and a recovery code that were right, and the secret the new app gets."""

    code_id: UUID
    staff_id: UUID
    staff_name: str
    secret: str = field(repr=False)

    @property
    def setup(self) -> Setup:
        """What the app photographs."""
        content = (str(self.code_id), str(self.staff_id), self.staff_name, self.secret)
        uri = totp.staff_uri(self.secret, self.staff_name)
        return setup_of(tickets.seal(_PLACE, *content), self.secret, uri)


def opened(sealed: str) -> Proof:
    """Return the proof a form brought back; raise RuleBroken when it is not ours, or too old."""
    code_id, staff_id, staff_name, secret = tickets.unseal(_PLACE, sealed).parts
    return Proof(
        code_id=UUID(code_id), staff_id=UUID(staff_id), staff_name=staff_name, secret=secret
    )


def begin(typed: RecoveryCredentials, browser: Browser) -> Proof:
    """Compare name, password and recovery code; raise RuleBroken with one sentence.

    A try is counted before anything is compared, and everything is compared whatever is
    wrong. These tries are nobody else's: they use up none of the authenticator's.
    """
    counted = tries.count_recovery(typed.staff_name, browser.source, clock.now())
    found = queries.member_named(reads(), typed.staff_name)
    code_id = recovery.find(reads(), found.id if found else _NOBODY_ID, typed.code)
    right = services.password_fits(found, typed.password)
    if found is None or code_id is None or not right or not found.may_enter(clock.today()):
        raise services.refusal(found.actor if found else NOBODY)
    tries.forgive(counted)
    return Proof(
        code_id=code_id,
        staff_id=found.id,
        staff_name=found.staff_name,
        secret=totp.new_secret(),
    )


def finish(proof: Proof, code: str, browser: Browser) -> Keys:
    """Take the new app whose first code is right, and sign in; raise RuleBroken."""
    now, member = clock.now(), queries.member(reads(), proof.staff_id)
    step = totp.matching_step(proof.secret, code, now)
    if step is None:
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")
    if member is None or not member.may_enter(clock.today()) or not _exchange(proof, step):
        abandon()
        raise RuleBroken(_("Begin again"), "code")
    sessions.end_all_of(member.id, reason=sessions.End.FACTOR_CHANGED)
    changed = Event.STAFF_ACCOUNT_CHANGED
    trail.record(Line(event=changed, by=member.actor, section="recovered"))
    return services.enter(member, browser, now)


def _exchange(proof: Proof, step: int) -> bool:
    """Use up the printed code and put the new app in the old one's place."""
    now = clock.now()
    replaced = change(
        sa.update(StaffMember)
        .where(StaffMember.id == proof.staff_id, StaffMember.password_hash.is_not(None))
        .values(totp_secret=proof.secret, totp_confirmed_at=now, totp_last_step=step)
    )
    return replaced == 1 and recovery.use(proof.code_id, now)
