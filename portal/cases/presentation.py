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
    Topic.C: "/immunisations",
    Topic.DOSE: "/immunisations",
    Topic.VISIT: "/visits",
    Topic.RESULT: "/results",
}


def page_of(topic: Topic | None, person_id: UUID) -> str:
    """Return the address of the page a report came from."""
    if topic is Topic.LOOK:
        return url_for("access.who_looked", person_id=person_id)
    if topic in _PAGES:
        return f"/people/{person_id}{_PAGES[topic]}"
    return url_for("record.record", person_id=person_id)
