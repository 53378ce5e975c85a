"""How far a case is, and where the thing it is about stands."""

from collections.abc import Mapping
from uuid import UUID

from flask import url_for

from portal.cases.models import CaseState
from portal.cases.subjects import Topic

TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "due",
    CaseState.LOOKING: "info",
    CaseState.ANSWERED: "done",
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
