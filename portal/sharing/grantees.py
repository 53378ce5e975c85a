"""Clinicians and facilities a record can be shared with; their names are public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents.models import Consent
from portal.consents.queries import blocked
from portal.consents.request_models import AccessRequest
from portal.kernel.db import reads
from portal.kernel.text import fold
from portal.people.kinds import Sex
from portal.people.places import Facility
from portal.sharing import words
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import Role

MOST = 500
MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Clinician:
    """One clinician at their place of work; `met` when they have asked or been allowed before."""

    id: UUID
    full_name: str
    title: str
    sex: Sex
    facility_code: str
    facility_name: str
    met: bool

    @property
    def name_with_title(self) -> str:
        return words.with_title(self.title, self.full_name)

    @property
    def called(self) -> str:
        return words.in_a_sentence(self.title, self.full_name)


@dataclass(frozen=True, kw_only=True)
class Grantee:
    """Who is to see: one clinician, or everybody who treats at one facility."""

    staff_id: UUID | None
    facility_code: str | None
    name_with_title: str
    called: str
    place: str

    @property
    def in_full(self) -> str:
        """How the consent names them."""
        return f"{self.called}, {self.place}" if self.place else self.called


_PERSON: sa.BindParameter[Any] = sa.bindparam("person_id")
_MET = sa.or_(
    sa.exists().where(Consent.staff_id == StaffMember.id, Consent.person_id == _PERSON),
    sa.exists().where(AccessRequest.staff_id == StaffMember.id, AccessRequest.person_id == _PERSON),
)
_CLINICIANS = (
    sa.select(
        StaffMember.id,
        StaffMember.full_name,
        StaffMember.title,
        StaffMember.sex,
        Facility.code.label("facility_code"),
        Facility.name.label("facility_name"),
        _MET.label("met"),
    )
    .join(Facility, Facility.code == StaffMember.facility_code)
    .where(
        sa.exists().where(StaffRole.staff_id == StaffMember.id, StaffRole.role == Role.CLINICIAN),
        StaffMember.suspended_at.is_(None),
        sa.or_(StaffMember.ends_on.is_(None), StaffMember.ends_on >= sa.bindparam("today")),
        StaffMember.person_id.is_distinct_from(_PERSON),
        ~blocked(_PERSON, StaffMember.id),
    )
    .order_by(Facility.name_folded, StaffMember.full_name, StaffMember.id)
    .limit(MOST)
)
_ONE = _CLINICIANS.where(StaffMember.id == sa.bindparam("staff_id"))
_FACILITY = sa.select(Facility.code, Facility.name).where(
    Facility.code == sa.bindparam("code"), Facility.merged_into.is_(None)
)


def clinicians_for(person_id: UUID, today: date) -> Sequence[Clinician]:
    """Return whom this record can be shared with, by place; those shut out are left out."""
    rows = reads().execute(_CLINICIANS, {"person_id": person_id, "today": today})
    return [_clinician(row) for row in rows]


def grantee(
    person_id: UUID, today: date, *, staff_id: UUID | None, facility_code: str | None
) -> Grantee | None:
    """Return who was chosen, if they can still be shared with."""
    if staff_id is not None:
        values = {"person_id": person_id, "today": today, "staff_id": staff_id}
        row = reads().execute(_ONE, values).one_or_none()
        return None if row is None else _of_clinician(_clinician(row))
    place = reads().execute(_FACILITY, {"code": facility_code}).one_or_none()
    if place is None:
        return None
    return Grantee(
        staff_id=None,
        facility_code=place.code,
        name_with_title=place.name,
        called=place.name,
        place="",
    )


def named(clinicians: Sequence[Clinician], name: str) -> list[Clinician]:
    """Return those whose name has every word typed, with or without accents."""
    wanted = fold(name).split()
    return [one for one in clinicians if all(word in fold(one.full_name) for word in wanted)]


def _clinician(row: Any) -> Clinician:
    return Clinician(**{**row._mapping, "met": bool(row.met)})


def _of_clinician(found: Clinician) -> Grantee:
    return Grantee(
        staff_id=found.id,
        facility_code=None,
        name_with_title=found.name_with_title,
        called=found.called,
        place=found.facility_name,
    )
