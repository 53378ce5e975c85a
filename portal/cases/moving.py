"""Moving a case: received, being looked into, answered."""

from collections.abc import Set
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cases import notices, rules
from portal.cases.models import CaseState, ServiceCase
from portal.cases.queries import CaseDetail
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff


def start_looking(case: CaseDetail, *, accused: Set[UUID], by: SignedInStaff) -> None:
    """Say that somebody is looking into a case; raise RuleBroken."""
    _check(case, accused, by)
    moved = change(
        sa.update(ServiceCase)
        .where(ServiceCase.id == case.id, ServiceCase.state == CaseState.RECEIVED)
        .values(state=CaseState.LOOKING, looking_at=clock.now())
    )
    if not moved:
        raise RuleBroken(_("Somebody has moved this case already"), "answer")
    _record(case, by)


def answer(case: CaseDetail, text: str, *, accused: Set[UUID], by: SignedInStaff) -> None:
    """Answer a case once and tell the resident; raise RuleBroken.

    `accused` are the staff whose look, or whose writing, the case is about.
    """
    _check(case, accused, by)
    moved = change(
        sa.update(ServiceCase)
        .where(ServiceCase.id == case.id, ServiceCase.state != CaseState.ANSWERED)
        .values(state=CaseState.ANSWERED, answer=text, answered_at=clock.now())
    )
    if not moved:
        raise RuleBroken(_("Somebody has moved this case already"), "answer")
    _record(case, by)
    notices.tell_answered(case)


def _check(case: CaseDetail, accused: Set[UUID], by: SignedInStaff) -> None:
    if rules.answers_about_themselves(
        by.staff_id, by.person_id, accused=accused, person_id=case.person_id
    ):
        raise RuleBroken(_("Somebody else answers this case"), "answer")


def _record(case: CaseDetail, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.CASE_MOVED,
            about=case.person_id,
            by=by.actor,
            section="dispute",
            object_ref=f"case:{case.id}",
        )
    )
