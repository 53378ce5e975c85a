"""The one gate: every page about a person passes it and leaves its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission, basis_for, sees_sensitive
from portal.accounts.signed_in import SignedIn, current_resident
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate, whole_months
from portal.people.kinds import Sex
from portal.people.models import FamilyTie, Person

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
ADULT_MONTHS = 18 * 12


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The person a page is about, as the gate let them be seen."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    deceased_on: date | None
    basis: Basis

    @property
    def sensitive_shown(self) -> bool:
        return sees_sensitive(self.basis)

    @property
    def is_self(self) -> bool:
        return self.basis is Basis.SELF


_PERSON = sa.select(
    Person.id,
    Person.full_name,
    Person.sex,
    Person.birth_date,
    Person.birth_precision,
    Person.deceased_on,
    sa.exists(
        sa.select(FamilyTie.id).where(
            FamilyTie.person_id == Person.id,
            FamilyTie.relative_id == sa.bindparam("asker"),
            FamilyTie.represents,
        )
    ).label("represented"),
).where(Person.id == sa.bindparam("person_id"))


def still_a_minor(born: PartialDate, today: date) -> bool:
    """Say whether a parent may still act: until the 18th birthday.

    Where only the year is known the person may already be 18, so the earliest possible
    birthday counts.
    """
    return whole_months(born.earliest, today) < ADULT_MONTHS


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
) -> Subject:
    """Decide, write the line, and return the person; abort with 404 when closed.

    A sensitive thing is closed to everybody but the person.
    """
    asker = current_resident()
    subject = _look_up(person_id, asker, permission)
    if subject is not None and sensitive and not subject.sensitive_shown:
        subject = None
    trail.note(
        Line(
            event=Event.RECORD_SEEN if subject else Event.ACCESS_REFUSED,
            permitted=subject is not None,
            about=person_id,
            by=asker.actor,
            basis=subject.basis if subject else None,
            section=permission.value,
            object_ref=object_ref,
        )
    )
    if subject is None:
        abort(404)
    g.subject = subject
    return subject


def _look_up(person_id: UUID, asker: SignedIn, permission: Permission) -> Subject | None:
    row = reads().execute(_PERSON, {"person_id": person_id, "asker": asker.person_id}).one_or_none()
    if row is None:
        return None
    born = PartialDate(row.birth_date, row.birth_precision)
    held = set()
    if row.id == asker.person_id:
        held.add(Basis.SELF)
    is_living_minor = row.deceased_on is None and still_a_minor(born, clock.today())
    if row.represented and is_living_minor:
        held.add(Basis.REPRESENTATIVE)
    basis = basis_for(permission, frozenset(held))
    if basis is None:
        return None
    return Subject(
        id=row.id,
        full_name=row.full_name,
        sex=row.sex,
        born=born,
        deceased_on=row.deceased_on,
        basis=basis,
    )
