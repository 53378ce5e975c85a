"""How far a case is, what it asks, and where the thing it is about stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from portal.cases.models import CaseKind, CaseState
from portal.cases.queries import CaseDetail
from portal.cases.subjects import Topic
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "due",
    CaseState.LOOKING: "info",
    CaseState.ANSWERED: "done",
}
# The heading of the form and the sentence below it.
ASKED: Mapping[CaseKind, tuple[str, str]] = {
    CaseKind.WRONG_FACT: (
        _l("This is wrong"),
        _l("The station checks and answers in writing. Nothing has to be proved."),
    ),
    CaseKind.UNKNOWN_VIEWER: (
        _l("I do not know this person"),
        _l("The station finds out who it was and answers in writing."),
    ),
    CaseKind.NOT_MY_VISIT: (
        _l("I was not at this visit"),
        _l("The station asks the facility and answers in writing."),
    ),
}
_PAGES = {
    Topic.C: "immunisation.doses",
    Topic.DOSE: "immunisation.doses",
    Topic.VISIT: "visits.visits",
    Topic.RESULT: "visits.results_page",
    Topic.LOOK: "access.who_looked",
}


def page_of(topic: Topic | None, person_id: UUID) -> str:
    """Return the address of the page a report came from."""
    endpoint = _PAGES.get(topic, "record.record") if topic else "record.record"
    return url_for(endpoint, person_id=person_id)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a case: reached at a moment, or not yet."""

    label: str
    when: str
    state: str


def steps_of(case: CaseDetail) -> Sequence[Step]:
    """Return received, being looked into, answered; a step that was left out is not shown."""
    moments = {
        CaseState.RECEIVED: case.opened_at,
        CaseState.LOOKING: case.looking_at,
        CaseState.ANSWERED: case.answered_at,
    }
    language, is_over = current_language(), case.state is CaseState.ANSWERED
    steps = []
    for state, at in moments.items():
        if at is not None:
            when = formats.moment(at, language=language)
            steps.append(Step(label=state.label, when=when, state="done"))
        elif state is case.state:
            steps.append(Step(label=state.label, when="", state="done"))
        elif not is_over:
            due = formats.day(case.due_on, language=language)
            when = _("by %(day)s", day=due) if state is CaseState.ANSWERED else ""
            steps.append(Step(label=state.label, when=when, state="not_yet"))
    return steps
