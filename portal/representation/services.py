"""Beginning and ending a representation; the other side is told, both are in the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.representation import notices, rules
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.rules import Two

MOST_NAMED_A_DAY = 3


@dataclass(frozen=True, kw_only=True)
class NewRepresentation:
    """Who is to act for whom, with what, until when (None: until the 18th birthday)."""

    person_id: UUID
    representative_id: UUID
    kind: RepresentationKind
    sees: bool
    consents: bool
    pays: bool
    ends_at: datetime | None
    evidence: str | None = None


def begin(new: NewRepresentation, *, by: Actor, basis: Basis | None) -> UUID:
    """Write a representation down and return its id.

    Raise RuleBroken when nothing is given, when one names oneself, when ages or time do
    not allow it, when the person is represented by somebody already (a minor has one
    representative at a time), or when a resident names too often in a day: each naming
    and its end send a message.
    """
    if not (new.sees or new.consents or new.pays):
        raise RuleBroken(_("Choose at least one thing they may do"), "scopes")
    if new.person_id == new.representative_id:
        raise RuleBroken(_("Name somebody else"), "representative")
    now = clock.now()
    two = _births(new)
    rules.check(new.kind, two, new.ends_at, now)
    if by.account_id is not None:
        _refuse_too_many(new.person_id, now)
    representation = Representation(
        id=uuid4(),
        person_id=new.person_id,
        representative_id=new.representative_id,
        kind=new.kind,
        sees=new.sees,
        consents=new.consents,
        pays=new.pays,
        starts_at=now,
        ends_at=new.ends_at,
        registered_by=by.name or "",
        evidence=new.evidence,
    )
    _make_room(new, two, now)
    try:
        with session.begin_nested():  # another representative may be named at this moment
            session.add(representation)
    except IntegrityError as twice:
        raise RuleBroken(
            _("Somebody represents this person already; end that first"), "representative"
        ) from twice
    _record(Event.REPRESENTATION_STARTED, new.person_id, by, representation.id, basis)
    notices.tell_begun(representation, at_the_counter=by.staff_id is not None)
    return representation.id


_BIRTHS = sa.select(Person.id, Person.birth_date, Person.birth_precision).where(
    Person.id.in_(sa.bindparam("ids", expanding=True)),
    Person.deceased_on.is_(None),
)


def _births(new: NewRepresentation) -> Two:
    """Return both births; the dead neither act nor are acted for."""
    ids = [new.person_id, new.representative_id]
    born = {
        row.id: PartialDate(row.birth_date, row.birth_precision)
        for row in session.connection().execute(_BIRTHS, {"ids": ids})
    }
    if len(born) < len(ids):
        raise RuleBroken(_("Name somebody else"), "representative")
    return Two(person_born=born[new.person_id], representative_born=born[new.representative_id])


def _refuse_too_many(person_id: UUID, now: datetime) -> None:
    """Count the namings of a day, ended ones too; the person's row is held meanwhile."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    lately = session.scalar(
        sa.select(sa.func.count())
        .select_from(Representation)
        .where(
            Representation.person_id == person_id,
            Representation.kind == RepresentationKind.DELEGATE,
            Representation.starts_at > now - timedelta(days=1),
        )
    )
    if (lately or 0) >= MOST_NAMED_A_DAY:
        raise RuleBroken(
            _("3 namings a day at most. Try tomorrow, or ask the station"), "representative"
        )


def _make_room(new: NewRepresentation, two: Two, now: datetime) -> None:
    """End what the clock has ended, so that its place is free."""
    over = Representation.ends_at <= now
    if not rules.is_minor(two.person_born, clock.today()):
        over = sa.or_(over, Representation.kind != RepresentationKind.DELEGATE)
    session.execute(
        sa.update(Representation)
        .where(Representation.person_id == new.person_id, Representation.ended_at.is_(None), over)
        .values(ended_at=now, ended_as=EndedAs.STATION)
    )


def end(
    representation_id: UUID,
    *,
    by: Actor,
    ended_as: EndedAs,
    basis: Basis | None,
    evidence: str | None = None,
) -> bool:
    """End a representation for good; say whether it was still in force.

    The `evidence` of its end stands after that of its beginning.
    """
    now = clock.now()
    known = Representation.evidence
    shown = sa.func.coalesce(known + "; ", "") + evidence if evidence else known
    ended = session.connection().execute(
        sa.update(Representation)
        .where(Representation.id == representation_id, Representation.ended_at.is_(None))
        .values(ended_at=now, ended_as=ended_as, evidence=shown)
        .returning(Representation.person_id, Representation.representative_id)
    )
    row = ended.one_or_none()
    if row is None:
        return False
    _record(Event.REPRESENTATION_ENDED, row.person_id, by, representation_id, basis)
    notices.tell_ended(
        row.person_id,
        row.representative_id,
        ended_as,
        at_the_counter=by.staff_id is not None,
    )
    return True


def _record(
    event: Event, person_id: UUID, by: Actor, representation_id: UUID, basis: Basis | None
) -> None:
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by,
            basis=basis,
            section="representative",
            object_ref=f"representation:{representation_id}",
        )
    )
