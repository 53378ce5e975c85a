"""Opening a record in an emergency, its second step, and closing it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents.queries import is_blocked
from portal.emergency import bounds, notices, reviewers, rules
from portal.emergency.models import EmergencyOpening, Reason
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class NewOpening:
    """Why a record is opened without asking."""

    person_id: UUID
    reason: Reason
    explanation: str


def check(new: NewOpening, *, by: SignedInStaff) -> None:
    """Raise RuleBroken where nothing may be opened, before a code is used up for it.

    The explanation is too short, the resident has shut this person out, the record is the
    clinician's own, an opening of theirs is overdue for review, or they open too often.
    """
    if rules.letters(new.explanation) < rules.LEAST_LETTERS:
        raise RuleBroken(_("Write at least 20 letters"), "explanation")
    if is_blocked(new.person_id, by.staff_id):
        raise _refuse(new, by, _("This person has shut you out; ask a colleague"))
    if by.person_id == new.person_id:
        raise _refuse(new, by, _("This is the own record; sign in as a resident"))
    if reviewers.has_overdue(by.staff_id, clock.now()):
        raise _refuse(new, by, _("An earlier opening was not reviewed in time; ask a colleague"))
    if sentence := bounds.reached(new.person_id, by.staff_id, clock.now()):
        raise _refuse(new, by, sentence)


def _refuse(new: NewOpening, by: SignedInStaff, sentence: str) -> RuleBroken:
    """Note the try in the log the resident reads; return the refusal."""
    trail.note(
        Line(
            event=Event.ACCESS_REFUSED,
            permitted=False,
            about=new.person_id,
            by=by.actor,
            section="emergency",
        )
    )
    return RuleBroken(sentence, "reason")


def open_record(new: NewOpening, *, by: SignedInStaff) -> UUID:
    """Open the six-fact card for four hours and tell the resident and their trusted person.

    The caller has called `check`, then had the clinician's own authenticator confirm it.
    """
    now, opening_id = clock.now(), uuid4()
    session.add(
        EmergencyOpening(
            id=opening_id,
            person_id=new.person_id,
            staff_id=by.staff_id,
            facility_code=by.facility_code,
            reason=new.reason,
            explanation=new.explanation,
            opened_at=now,
            closes_at=now + rules.OPENS,
            review_by=now + rules.REVIEW_WITHIN,
        )
    )
    record(Event.EMERGENCY_OPENED, new.person_id, by.actor, opening_id)
    notices.tell_opened(new.person_id, opening_id, by, now)
    return opening_id


def widen(opening_id: UUID, *, by: SignedInStaff) -> bool:
    """Take the second step: open the plain sections; say whether the opening still runs."""
    now = clock.now()
    widened = session.connection().execute(
        sa.update(EmergencyOpening)
        .where(
            EmergencyOpening.id == opening_id,
            EmergencyOpening.staff_id == by.staff_id,
            EmergencyOpening.closes_at > now,
            EmergencyOpening.closed_at.is_(None),
        )
        .values(widened_at=sa.func.coalesce(EmergencyOpening.widened_at, now))
        .returning(EmergencyOpening.person_id)
    )
    row = widened.one_or_none()
    if row is not None:
        record(Event.EMERGENCY_WIDENED, row.person_id, by.actor, opening_id)
    return row is not None


def close(opening_id: UUID, *, by: SignedInStaff) -> bool:
    """Close one's own opening before its time."""
    now = clock.now()
    closed = session.connection().execute(
        sa.update(EmergencyOpening)
        .where(
            EmergencyOpening.id == opening_id,
            EmergencyOpening.staff_id == by.staff_id,
            EmergencyOpening.closes_at > now,
            EmergencyOpening.closed_at.is_(None),
        )
        .values(closed_at=now)
        .returning(EmergencyOpening.person_id)
    )
    row = closed.one_or_none()
    if row is not None:
        record(Event.EMERGENCY_CLOSED, row.person_id, by.actor, opening_id)
    return row is not None


def record(event: Event, person_id: UUID, by: Actor, opening_id: UUID) -> None:
    """Write what became of an opening, with the change itself."""
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by,
            basis=Basis.EMERGENCY,
            section="emergency",
            object_ref=f"emergency:{opening_id}",
        )
    )
