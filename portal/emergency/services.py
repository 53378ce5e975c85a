"""Opening a record in an emergency, its second step, closing it, and its review."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents.queries import is_blocked
from portal.emergency import notices, rules
from portal.emergency.models import EmergencyOpening, Reason, Verdict
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


def open_record(new: NewOpening, *, by: SignedInStaff) -> UUID:
    """Open the six-fact card for four hours and tell the resident and their trusted person.

    The caller has just checked the clinician's own authenticator code. Raise RuleBroken
    when the explanation is too short, the resident has shut this person out, the record
    is the clinician's own, or an opening of theirs is overdue for review.
    """
    if len(new.explanation) < rules.LEAST_WORDS:
        raise RuleBroken(_("Write at least 20 letters"), "explanation")
    if is_blocked(new.person_id, by.staff_id):
        raise RuleBroken(_("This person has shut you out; ask a colleague"), "reason")
    if by.person_id == new.person_id:
        raise RuleBroken(_("This is the own record; sign in as a resident"), "reason")
    if _has_overdue(by.staff_id):
        raise RuleBroken(
            _("An earlier opening was not reviewed in time; ask a colleague"), "reason"
        )
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
    _record(Event.EMERGENCY_OPENED, new.person_id, by.actor, opening_id)
    notices.tell_opened(new.person_id, opening_id, by, now)
    return opening_id


def _has_overdue(staff_id: UUID) -> bool:
    found = session.scalar(
        sa.select(EmergencyOpening.id)
        .where(
            EmergencyOpening.staff_id == staff_id,
            EmergencyOpening.reviewed_at.is_(None),
            EmergencyOpening.review_by <= clock.now(),
        )
        .limit(1)
    )
    return found is not None


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
        _record(Event.EMERGENCY_WIDENED, row.person_id, by.actor, opening_id)
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
        _record(Event.EMERGENCY_CLOSED, row.person_id, by.actor, opening_id)
    return row is not None


def review(opening_id: UUID, verdict: Verdict, note: str, *, by: SignedInStaff) -> None:
    """Judge an opening of a colleague; raise RuleBroken for one's own or a judged one."""
    reviewed = session.connection().execute(
        sa.update(EmergencyOpening)
        .where(
            EmergencyOpening.id == opening_id,
            EmergencyOpening.facility_code == by.facility_code,
            EmergencyOpening.staff_id != by.staff_id,
            EmergencyOpening.reviewed_at.is_(None),
        )
        .values(reviewed_at=clock.now(), reviewed_by=by.staff_id, verdict=verdict, review_note=note)
        .returning(EmergencyOpening.person_id)
    )
    row = reviewed.one_or_none()
    if row is None:
        raise RuleBroken(_("Not to be reviewed by you, or reviewed already"), "verdict")
    _record(Event.EMERGENCY_REVIEWED, row.person_id, by.actor, opening_id)


def _record(event: Event, person_id: UUID, by: Actor, opening_id: UUID) -> None:
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
