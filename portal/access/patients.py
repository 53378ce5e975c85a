"""The one gate for staff: a clinician passes it to every page about a patient.

What opens is decided anew for each request, by the clock of the request and from the
database: a consent stopped in one browser refuses the next click in another.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission, Step, opened_by_consent, opened_by_emergency
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.heads import head_from, head_hash, head_position
from portal.audit.trail import Line
from portal.consents import queries as consents
from portal.consents.kinds import Purpose
from portal.consents.queries import LiveSection
from portal.consents.sections import PLAIN, Section, in_order, sight_of
from portal.emergency import queries as emergencies
from portal.emergency.queries import Running
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity, Sex
from portal.people.models import Person
from portal.people.sight import Sight
from portal.staff.signed_in import SignedInStaff, current_staff

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What one permission rests on."""

    basis: Basis
    ref: str
    until: datetime
    purpose: Purpose | None = None


@dataclass(frozen=True, kw_only=True)
class Patient:
    """The person a staff page is about, with everything that is open of them now."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    sections: tuple[Section, ...]
    grounds: Mapping[Permission, Ground]
    emergency: Running | None
    granted_at: datetime | None

    @property
    def sight(self) -> Sight:
        return sight_of(self.sections)

    @property
    def basis(self) -> Basis:
        """What the page as a whole rests on: a consent before an emergency."""
        bases = {ground.basis for ground in self.grounds.values()}
        return Basis.CONSENT if Basis.CONSENT in bases else Basis.EMERGENCY

    @property
    def until(self) -> datetime:
        return max(ground.until for ground in self.grounds.values())

    @property
    def purpose(self) -> Purpose | None:
        purposes = (ground.purpose for ground in self.grounds.values())
        return next((purpose for purpose in purposes if purpose is not None), None)

    @property
    def locked(self) -> tuple[Section, ...]:
        """The sections that are not open, by name only."""
        return tuple(section for section in Section if section not in self.sections)

    def may(self, permission: Permission) -> bool:
        """Say whether this is open too: for buttons and sections; the gate still decides."""
        return permission in self.grounds


_PERSON = sa.select(
    Person.full_name,
    Person.sex,
    Person.birth_date,
    Person.birth_precision,
    head_position(Person.id).label("head_position"),
    head_hash(Person.id).label("head_hash"),
).where(
    Person.id == sa.bindparam("person_id"),
    Person.deceased_on.is_(None),
    Person.merged_into.is_(None),
)


def about_patient(
    *permissions: Permission, needs: Permission | None = None
) -> Callable[[View], View]:
    """Let a staff view see one patient when at least one of these is open, or answer 403.

    The view receives `patient` in place of the URL's `person_id`; each permission that is
    open leaves its line. Where the page `needs` another, it is closed without that one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(person_id: UUID, **rest: Any) -> ResponseReturnValue:
            return view(patient=admit_patient(person_id, permissions, needs=needs), **rest)

        guarded.permission = permissions[0]  # type: ignore[attr-defined]  # read by the route test
        guarded.permissions = permissions  # type: ignore[attr-defined]  # and by the matrix
        guarded.needs = needs  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]  # wraps() keeps the signature

    return decorate


def admit_patient(
    person_id: UUID,
    permissions: Sequence[Permission],
    *,
    object_ref: str | None = None,
    classes: frozenset[Sensitivity] = frozenset(),
    needs: Permission | None = None,
) -> Patient:
    """Decide, write a line for each section opened, and return the patient; else abort (403).

    The answer is the same for a person who does not exist, and nobody opens their own
    record here: what they may write into others' is not theirs to write into it. A thing
    of sensitive `classes` is closed unless each of them is open, and a page that `needs`
    something without it.
    """
    staff, now = current_staff(), clock.now()
    row = reads().execute(_PERSON, {"person_id": person_id}).one_or_none()
    is_own = person_id == staff.person_id
    patient = _patient(person_id, row, staff, now) if row and not is_own else None
    opened = [one for one in permissions if patient and one in patient.grounds]
    if patient is None or not classes <= patient.sight.classes:
        opened = []
    if patient is not None and needs is not None and not patient.may(needs):
        opened = []
    heads = {person_id: head_from(row.head_position, row.head_hash)} if row else None
    if patient is None or not opened:
        about = person_id if row else None  # no chain begins for an id somebody made up
        trail.note(_refusal(about, permissions[0], staff, object_ref), heads=heads)
        abort(403)
    trail.note(*_looks(patient, opened, staff, object_ref), heads=heads)
    g.patient = patient
    return patient


def _patient(person_id: UUID, row: Any, staff: SignedInStaff, now: datetime) -> Patient:
    granted = consents.live_sections(
        person_id, staff_id=staff.staff_id, facility_code=staff.facility_code, now=now
    )
    emergency = emergencies.running(person_id, staff.staff_id, now)
    return Patient(
        id=person_id,
        full_name=row.full_name,
        sex=row.sex,
        born=PartialDate(row.birth_date, row.birth_precision),
        sections=_open_sections(granted, emergency),
        grounds=_grounds(granted, emergency),
        emergency=emergency,
        granted_at=max((one.granted_at for one in granted), default=None),
    )


def _step(emergency: Running) -> Step:
    return Step.REST if emergency.widened_at else Step.CARD


def _open_sections(
    granted: Iterable[LiveSection], emergency: Running | None
) -> tuple[Section, ...]:
    sections = {one.section for one in granted}
    if emergency and _step(emergency) is Step.REST:
        sections |= set(PLAIN)
    return in_order(sections)


def _grounds(
    granted: Sequence[LiveSection], emergency: Running | None
) -> Mapping[Permission, Ground]:
    """Return what is open and why; a consent stands before an emergency."""
    found: dict[Permission, Ground] = {}
    for permission in Permission:
        consent = next(
            (one for one in granted if opened_by_consent(permission, frozenset({one.section}))),
            None,
        )
        if consent is not None:
            found[permission] = Ground(
                basis=Basis.CONSENT,
                ref=f"consent:{consent.consent_id}",
                until=consent.valid_until,
                purpose=consent.purpose,
            )
        elif emergency is not None and opened_by_emergency(permission, _step(emergency)):
            found[permission] = Ground(
                basis=Basis.EMERGENCY,
                ref=f"emergency:{emergency.id}",
                until=emergency.closes_at,
            )
    return found


def _looks(
    patient: Patient, opened: Iterable[Permission], staff: SignedInStaff, object_ref: str | None
) -> list[Line]:
    return [
        Line(
            event=Event.RECORD_SEEN,
            about=patient.id,
            by=staff.actor,
            basis=patient.grounds[permission].basis,
            section=permission.value,
            object_ref=object_ref,
            ground_ref=patient.grounds[permission].ref,
        )
        for permission in opened
    ]


def _refusal(
    person_id: UUID | None, permission: Permission, staff: SignedInStaff, object_ref: str | None
) -> Line:
    return Line(
        event=Event.ACCESS_REFUSED,
        permitted=False,
        about=person_id,
        by=staff.actor,
        section=permission.value,
        object_ref=object_ref,
    )
