"""Unlocking a shared computer, for who sits there or for the next one.

The session of whoever locked it ends when another takes over: one browser never holds two
people, so that every line of the log has one author, and an old page has nobody to act as.
"""

from portal.accounts.browser import Browser
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import computers, queries, services, sessions, tries
from portal.staff.computers import Colleague
from portal.staff.forms import Unlocking
from portal.staff.signed_in import SignedInStaff


def colleagues(staff: SignedInStaff, browser: Browser) -> list[Colleague]:
    """Return who else may take over at this browser by a code alone."""
    known = computers.known_at(reads(), browser.computer_hash, clock.now())
    return [colleague for colleague in known if colleague.staff_id != staff.staff_id]


def switch(staff: SignedInStaff, typed: Unlocking, browser: Browser) -> str:
    """Hand the computer over to a colleague who shows a code; return their session's token.

    Raise RuleBroken. The session lasts no longer than the password given here today does.
    """
    now = clock.now()
    theirs = {colleague.staff_id: colleague for colleague in colleagues(staff, browser)}
    colleague = theirs.get(typed.staff_id) if typed.staff_id else None
    found = queries.member(reads(), colleague.staff_id) if colleague else None
    if colleague is None or found is None or not found.may_enter(clock.today()):
        raise RuleBroken(_("This person signs in with name and password first"), "who")
    counted = tries.count_switch(staff.session_id.bytes, colleague.id.bytes, now)
    services.take_code(found.id, typed.code, now, actor=found.actor)
    tries.forgive(counted)
    sessions.sign_out(staff, reason=sessions.End.SOMEBODY_ELSE)
    services.note_entry(found.id, now)
    trail.record(Line(event=Event.STAFF_SIGNED_IN, by=found.actor))
    return sessions.open_for(found.id, browser, now, until=colleague.expires_at)
