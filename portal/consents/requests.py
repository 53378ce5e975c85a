"""A clinician asks; the resident answers on the phone, aloud, or before a witness."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import WITHDRAWN, Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents.kinds import Purpose
from portal.consents.models import Block
from portal.consents.request_models import AccessRequest, Answer, RequestSection
from portal.consents.sections import Section, in_order
from portal.kernel import clock
from portal.kernel.db import abandon, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff

OPEN_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What a clinician asks for; `form_key` makes a form that is sent twice one request."""

    person_id: UUID
    sections: Iterable[Section]
    purpose: Purpose
    opens_until: datetime
    form_key: str
    to_witness: bool = False


def ask(new: NewRequest, *, by: SignedInStaff) -> UUID:
    """Write a request down and return its id; the same form twice is one request.

    It waits for its answer until the moment it asks access until. Raise RuleBroken when
    no section is chosen, the time is over, the resident has shut this person out, or too
    many requests of theirs wait already.
    """
    before = session.scalar(
        sa.select(AccessRequest.id).where(
            AccessRequest.staff_id == by.staff_id, AccessRequest.form_key == new.form_key
        )
    )
    if before is not None:
        return before
    now, sections = clock.now(), in_order(new.sections)
    if not sections:
        raise RuleBroken(_("Choose at least one part"), "sections")
    if new.opens_until <= now:
        raise RuleBroken(_("This time is already over"), "until")
    if _is_blocked(new.person_id, by.staff_id):
        raise shut_out(new.person_id, by.actor, "sections")
    if _waiting(by.staff_id, now) >= OPEN_AT_ONCE:
        raise RuleBroken(_("Too many requests are waiting for an answer"), "sections")
    request_id = uuid4()
    session.add(
        AccessRequest(
            id=request_id,
            person_id=new.person_id,
            staff_id=by.staff_id,
            purpose=new.purpose,
            asked_at=now,
            answer_by=new.opens_until,
            opens_until=new.opens_until,
            form_key=new.form_key,
            to_witness=new.to_witness,
        )
    )
    session.flush()  # the sections point at the request
    session.add_all(RequestSection(request_id=request_id, section=section) for section in sections)
    _record(Event.ACCESS_REQUESTED, new.person_id, by.actor, request_id)
    return request_id


def shut_out(person_id: UUID, by: Actor, field: str) -> RuleBroken:
    """Write down that somebody shut out tried, and return what is said.

    The line outlives the refusal; what was begun is given up first.
    """
    abandon()
    trail.note(
        Line(event=Event.ACCESS_REFUSED, permitted=False, about=person_id, by=by, section="request")
    )
    return RuleBroken(_("This person does not take requests from you"), field)


def _is_blocked(person_id: UUID, staff_id: UUID) -> bool:
    found = session.scalar(
        sa.select(Block.id).where(
            Block.person_id == person_id, Block.staff_id == staff_id, Block.lifted_at.is_(None)
        )
    )
    return found is not None


def _waiting(staff_id: UUID, now: datetime) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(AccessRequest)
            .where(
                AccessRequest.staff_id == staff_id,
                AccessRequest.answer.is_(None),
                AccessRequest.answer_by > now,
            )
        )
        or 0
    )


def answer(person_id: UUID, request_id: UUID, given: Answer) -> bool:
    """Note the one answer of a request still waiting; say whether it was in time.

    Of two answers at once one counts.
    """
    now = clock.now()
    answered = session.connection().execute(
        sa.update(AccessRequest)
        .where(
            AccessRequest.id == request_id,
            AccessRequest.person_id == person_id,
            AccessRequest.answer.is_(None),
            AccessRequest.answer_by > now,
        )
        .values(answer=given, answered_at=now)
    )
    return answered.rowcount == 1


def refuse(person_id: UUID, request_id: UUID, *, by: Actor, basis: Basis | None) -> bool:
    """Say no; say whether the request was still waiting.

    A witness writes down what they heard and decides nothing: that has no basis.
    """
    refused = answer(person_id, request_id, Answer.REFUSED)
    if refused:
        _record(Event.ACCESS_REQUEST_REFUSED, person_id, by, request_id, basis)
    return refused


def withdraw(request_id: UUID, *, by: SignedInStaff) -> bool:
    """Take one's own request back; say whether it was still without an answer."""
    person_id = session.scalar(
        sa.update(AccessRequest)
        .where(
            AccessRequest.id == request_id,
            AccessRequest.staff_id == by.staff_id,
            AccessRequest.answer.is_(None),
        )
        .values(answer=Answer.WITHDRAWN, answered_at=clock.now())
        .returning(AccessRequest.person_id)
        .execution_options(synchronize_session=False)
    )
    if person_id is None:
        return False
    _record(Event.ACCESS_REQUEST_REFUSED, person_id, by.actor, request_id, section=WITHDRAWN)
    return True


def _record(
    event: Event,
    person_id: UUID,
    by: Actor,
    request_id: UUID,
    basis: Basis | None = None,
    section: str = "share",
) -> None:
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by,
            basis=basis,
            section=section,
            object_ref=f"request:{request_id}",
        )
    )
