"""Judging an emergency opening, once and never one's own."""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit.events import Event
from portal.emergency import notices, reviewers, rules
from portal.emergency.models import EmergencyOpening, Verdict
from portal.emergency.queries import OpeningLine
from portal.emergency.services import record
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff


def review(opening: OpeningLine, verdict: Verdict, note: str, *, by: SignedInStaff) -> None:
    """Judge an opening of a colleague and tell the resident.

    Raise RuleBroken for one's own, a judged one, one that others judge, or a verdict of
    "not justified" without a word why.
    """
    if verdict is Verdict.NOT_JUSTIFIED and not note:
        raise RuleBroken(_("Write why it was not justified"), "note")
    if not may_review(opening, by=by):
        raise RuleBroken(_("Somebody else reviews this opening"), "verdict")
    reviewed = change(
        sa.update(EmergencyOpening)
        .where(
            EmergencyOpening.id == opening.id,
            EmergencyOpening.staff_id != by.staff_id,
            EmergencyOpening.reviewed_at.is_(None),
        )
        .values(
            reviewed_at=clock.now(),
            reviewed_by=by.staff_id,
            verdict=verdict,
            review_note=note or None,
        )
    )
    if not reviewed:
        raise RuleBroken(_("This opening was reviewed already"), "verdict")
    record(Event.EMERGENCY_REVIEWED, opening.person_id, by.actor, opening.id)
    notices.tell_reviewed(opening.person_id, opening.id, opening.opened_at, verdict)


def may_review(opening: OpeningLine, *, by: SignedInStaff) -> bool:
    """Say whether this member of staff judges this opening."""
    return (
        rules.may_review(
            by.staff_id,
            is_head=Role.STATION_HEAD in by.roles and by.facility_code == opening.facility_code,
            is_auditor=Role.AUDITOR in by.roles,
            opened_by=opening.staff_id,
            heads=reviewers.heads_for(opening.facility_code, opening.person_id, clock.today()),
        )
        and by.person_id != opening.person_id
    )
