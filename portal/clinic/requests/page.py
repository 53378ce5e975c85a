"""One's own request in words: where it stands, and what may be typed for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask import url_for

from portal.clinic.requests import owners, proposals
from portal.clinic.requests.asking import Way, way_of
from portal.clinic.requests.owners import Named
from portal.clinic.requests.proposals import Proposal
from portal.clinic.search.states import State
from portal.consents import request_queries
from portal.consents.request_models import AccessRequest, Answer
from portal.consents.request_queries import RequestLine
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.sharing import words
from portal.staff.signed_in import SignedInStaff

_FORM_KEY = sa.select(AccessRequest.form_key, AccessRequest.code_expires_at).where(
    AccessRequest.id == sa.bindparam("request_id")
)
_ASKED = {Way.READ_ALOUD, Way.KEY_CARD}


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """A request of the reader's own."""

    line: RequestLine
    asker_id: UUID | None
    person: Named
    way: Way
    code_expires_at: datetime | None
    proposal: Proposal

    @property
    def is_waiting(self) -> bool:
        return self.line.is_waiting(clock.now())


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """The page of one request."""

    id: UUID
    person_name: str
    state: State
    state_words: str
    facts: Sequence[tuple[str, str]]
    told: str
    proposal: Proposal | None
    code_url: str | None
    hint: str
    record_url: str | None
    is_waiting: bool


def own_request(request_id: UUID, staff: SignedInStaff) -> OwnRequest | None:
    """Return a request of this member; None when it is another's."""
    line = request_queries.request(request_id)
    if line is None or line.staff_id != staff.staff_id:
        return None
    person = owners.named(line.person_id)
    row = reads().execute(_FORM_KEY, {"request_id": request_id}).one()
    if person is None:
        return None
    return OwnRequest(
        line=line,
        asker_id=staff.person_id,
        person=person,
        way=way_of(row.form_key),
        code_expires_at=row.code_expires_at,
        proposal=proposals.of_request(person, line),
    )


def page_of(own: OwnRequest) -> RequestPage:
    """Put a request into words."""
    line, waiting = own.line, own.is_waiting
    state = _state(line, waiting)
    typed = waiting and own.way in _ASKED
    return RequestPage(
        id=line.id,
        person_name=line.person_name,
        state=state,
        state_words=_became(line, waiting),
        facts=[
            (_("Reason"), line.purpose.label),
            (_("Parts"), "; ".join(section.label for section in line.sections)),
            (_("Until"), words.end_soon(line.opens_until)),
            (_("Sent"), words.when(line.asked_at)),
        ],
        told=_told(own) if waiting else "",
        proposal=own.proposal if typed else None,
        code_url=url_for(f"clinic.type_{own.way.value}_code", request_id=line.id)
        if typed
        else None,
        hint=_hint(own.way),
        record_url=url_for("clinic.record", person_id=line.person_id)
        if state is State.OPEN
        else None,
        is_waiting=waiting,
    )


def _state(line: RequestLine, waiting: bool) -> State:
    if waiting:
        return State.WAITING
    if line.answer is Answer.AGREED:
        return State.OPEN
    return State.REFUSED if line.answer is Answer.REFUSED else State.NOT_ASKED


def _became(line: RequestLine, waiting: bool) -> str:
    if waiting:
        return State.WAITING.label
    if line.answer is Answer.AGREED:
        return _("Agreed")
    if line.answer is Answer.REFUSED:
        return _("Refused. Care goes on without the record")
    if line.answer is Answer.WITHDRAWN:
        return _("Withdrawn")
    return _("No answer in time. That counts as no")


def _told(own: OwnRequest) -> str:
    recipient = (
        owners.signatory_reached(own.person, own.asker_id)
        if own.way is Way.READ_ALOUD
        else owners.recipient_of(own.person)
    )
    tail = recipient.tail if recipient else ""
    if own.way is Way.PHONE and tail:
        return _("Sent to the phone %(tail)s. It is answered in the portal.", tail=tail)
    if own.way is Way.PHONE:
        return _("No phone on file. It is answered in the portal.")
    if own.way is Way.READ_ALOUD:
        return _("The code went to the phone %(tail)s and works for 15 minutes.", tail=tail)
    if own.way is Way.KEY_CARD:
        return _("Ask for the paper card and scratch one code off.")
    return _("A colleague must hear the patient say yes: menu Witness.")


def _hint(way: Way) -> str:
    if way is Way.READ_ALOUD:
        return _("8 digits, as the patient reads them out")
    return _("8 letters and digits from the card")
