"""The one gate for residents: every page about a person passes it and leaves its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission, Scope, residents_basis, sight_of
from portal.accounts.signed_in import SignedIn, current_resident
from portal.audit import trail
from portal.audit.chain import Head
from portal.audit.events import Basis, Event
from portal.audit.heads import head_from, head_hash, head_position
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity, Sex
from portal.people.models import Person
from portal.people.sight import Sight
from portal.representation.models import Representation, RepresentationKind
from portal.representation.queries import in_force
from portal.representation.rules import is_minor

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The person a page is about, as the gate let them be seen.

    `acts_until` is the end of what a delegate was given to do.
    """

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    deceased_on: date | None
    basis: Basis
    scopes: frozenset[Scope] = frozenset()
    representation_id: UUID | None = None
    acts_until: datetime | None = None

    @property
    def sight(self) -> Sight:
        return sight_of(self.basis)

    @property
    def is_self(self) -> bool:
        return self.basis is Basis.SELF

    def may(self, permission: Permission) -> bool:
        """Say whether the reader may also do this: for buttons; the gate still decides."""
        return residents_basis(permission, is_self=self.is_self, scopes=self.scopes) is not None


_PERSON = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        Person.deceased_on,
        Representation.id.label("representation_id"),
        Representation.kind,
        Representation.sees,
        Representation.consents,
        Representation.pays,
        Representation.ends_at,
        head_position(Person.id).label("head_position"),
        head_hash(Person.id).label("head_hash"),
    )
    .outerjoin(
        Representation,
        sa.and_(
            Representation.person_id == Person.id,
            Representation.representative_id == sa.bindparam("asker"),
            in_force(sa.bindparam("now", type_=Moment)),
        ),
    )
    .where(Person.id == sa.bindparam("person_id"))
)


def still_a_minor(born: PartialDate, today: date) -> bool:
    """Say whether a parent may still act: until the 18th birthday.

    Where only the year is known the person may already be 18, so the earliest possible
    birthday counts.
    """
    return is_minor(born, today)


def scopes_held(row: Any, born: PartialDate, today: date) -> frozenset[Scope]:
    """Return what a representation in force allows; a parent's is over at 18."""
    if row.kind is None:
        return frozenset()
    if row.kind is not RepresentationKind.DELEGATE and not still_a_minor(born, today):
        return frozenset()
    given = ((Scope.SEE, row.sees), (Scope.CONSENT, row.consents), (Scope.PAY, row.pays))
    return frozenset(scope for scope, is_given in given if is_given)


def about_person(permission: Permission) -> Callable[[View], View]:
    """Let a view see one person, or answer 404: a stranger must not learn of a record.

    The view receives `subject` in place of the URL's `person_id`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(person_id: UUID, **rest: Any) -> ResponseReturnValue:
            return view(subject=admit(person_id, permission), **rest)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the route test
        return guarded  # type: ignore[return-value]  # wraps() keeps the signature

    return decorate


def admit(
    person_id: UUID,
    permission: Permission,
    *,
    object_ref: str | None = None,
    sensitive: bool = False,
    classes: frozenset[Sensitivity] = frozenset(),
) -> Subject:
    """Decide, write the line, and return the person; abort with 404 when closed.

    A thing that is `sensitive` for another reason is closed to everybody but the person;
    one of sensitive `classes` to everybody whose sight lacks one of them.
    """
    asker = current_resident()
    subject, head = _look_up(person_id, asker, permission)
    if subject is not None and not _in_sight(subject, sensitive, classes):
        subject = None
    trail.note(
        Line(
            event=Event.RECORD_SEEN if subject else Event.ACCESS_REFUSED,
            permitted=subject is not None,
            about=person_id if head else None,  # no chain begins for an id somebody made up
            by=asker.actor,
            basis=subject.basis if subject else None,
            section=permission.value,
            object_ref=object_ref,
            ground_ref=ground_ref(subject.representation_id) if subject else None,
        ),
        heads={person_id: head} if head else None,
    )
    if subject is None:
        abort(404)
    g.subject = subject
    return subject


def ground_ref(representation_id: UUID | None) -> str | None:
    """Name the representation a look rests on."""
    return f"representation:{representation_id}" if representation_id else None


def _in_sight(subject: Subject, sensitive: bool, classes: frozenset[Sensitivity]) -> bool:
    if sensitive and not subject.is_self:
        return False
    return classes <= subject.sight.classes


def _look_up(
    person_id: UUID, asker: SignedIn, permission: Permission
) -> tuple[Subject | None, Head | None]:
    values = {"person_id": person_id, "asker": asker.person_id, "now": clock.now()}
    row = reads().execute(_PERSON, values).one_or_none()
    if row is None:
        return None, None
    head = head_from(row.head_position, row.head_hash)
    born = PartialDate(row.birth_date, row.birth_precision)
    is_self = row.id == asker.person_id
    scopes = scopes_held(row, born, clock.today()) if row.deceased_on is None else frozenset()
    basis = residents_basis(permission, is_self=is_self, scopes=scopes)
    if basis is None:
        return None, head
    subject = Subject(
        id=row.id,
        full_name=row.full_name,
        sex=row.sex,
        born=born,
        deceased_on=row.deceased_on,
        basis=basis,
        scopes=scopes,
        representation_id=None if is_self else row.representation_id,
        acts_until=None if is_self else row.ends_at,
    )
    return subject, head
