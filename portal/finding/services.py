"""Beginning a search: counted, logged without its words, kept sealed for a quarter of an hour."""

from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts import throttle
from portal.accounts.changes import change
from portal.accounts.limits import HOUR, Bucket
from portal.accounts.models import Throttle
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.finding import terms as search_terms
from portal.finding.models import PatientSearch, SearchKind
from portal.kernel import clock
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff

LASTS = timedelta(minutes=15)
MOST_PER_HOUR = 60


def begin(text: str, *, by: SignedInStaff, event: Event = Event.PATIENT_SEARCHED) -> UUID:
    """Write a search down and return its id; `event` says whether it was a patient or a resident.

    Raise RuleBroken when nothing can be read from the text, or when somebody searches so
    often that it looks like curiosity; that leaves a line of its own.
    """
    terms = search_terms.read(text)
    if not _counted(by.staff_id):
        trail.note(Line(event=event, permitted=False, by=by.actor, section="too_many"))
        raise RuleBroken(_("Too many searches in one hour. Wait, then search again"), "query")
    return _keep(text[: search_terms.LONGEST * 2], terms.kind, by, event)


def begin_at(person_id: UUID, *, by: SignedInStaff) -> UUID:
    """Begin at a record that is open already, to ask for more of it."""
    return _keep(str(person_id), SearchKind.RECORD, by, Event.PATIENT_SEARCHED)


def _keep(query: str, kind: SearchKind, by: SignedInStaff, event: Event) -> UUID:
    now, search_id = clock.now(), uuid4()
    tidy()
    session.add(
        PatientSearch(
            id=search_id,
            staff_id=by.staff_id,
            query=query,
            kind=kind,
            at=now,
            expires_at=now + LASTS,
        )
    )
    trail.record(
        Line(
            event=event,
            by=by.actor,
            section=kind.value,
            object_ref=f"search:{search_id}",
        )
    )
    return search_id


def tidy() -> int:
    """Delete searches that ran out; return how many went. The caller commits."""
    return change(sa.delete(PatientSearch).where(PatientSearch.expires_at <= clock.now()))


def _counted(staff_id: UUID) -> bool:
    """Count this search; say whether it is within the hour's number."""
    now, key = clock.now(), staff_id.bytes
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        lately = connection.scalar(
            sa.select(sa.func.count())
            .select_from(Throttle)
            .where(
                Throttle.bucket == Bucket.STAFF_SEARCHED.value,
                Throttle.key == key,
                Throttle.at > now - HOUR,
            )
        )
        if (lately or 0) >= MOST_PER_HOUR:
            return False
        throttle.note(connection, now, [(Bucket.STAFF_SEARCHED, key, None)])
    return True
