"""Who is named by the references of log lines: grantees, staff, representatives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.access.queries import Line, named_id
from portal.consents.kinds import GrantedAs
from portal.consents.models import Consent
from portal.kernel.db import reads
from portal.people.models import Person
from portal.people.places import Facility
from portal.representation.models import Representation
from portal.staff.models import StaffMember

_TEXT = sa.String()
_KINDS = {"consents": "consent", "staff": "staff", "representations": "representation"}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A name as it stands within a sentence; `granted_as` says who gave a consent."""

    name: str
    granted_as: GrantedAs | None = None


def _ids(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True, type_=sa.Uuid())


_PERSON = sa.bindparam("person_id", type_=sa.Uuid())
_NAMES = sa.union_all(
    sa.select(
        Consent.id.label("id"),
        sa.func.coalesce(StaffMember.title, "").label("title"),
        sa.func.coalesce(StaffMember.full_name, Facility.name).label("name"),
        sa.cast(Consent.granted_as, _TEXT).label("granted_as"),
    )
    .outerjoin(StaffMember, StaffMember.id == Consent.staff_id)
    .outerjoin(Facility, Facility.code == Consent.facility_code)
    .where(Consent.id.in_(_ids("consents")), Consent.person_id == _PERSON),
    sa.select(
        StaffMember.id, StaffMember.title, StaffMember.full_name, sa.cast(sa.null(), _TEXT)
    ).where(StaffMember.id.in_(_ids("staff"))),
    sa.select(Representation.id, sa.cast("", _TEXT), Person.full_name, sa.cast(sa.null(), _TEXT))
    .join(Person, Person.id == Representation.representative_id)
    .where(Representation.id.in_(_ids("representations")), Representation.person_id == _PERSON),
)


def names_in(lines: Iterable[Line], person_id: UUID) -> Mapping[UUID, Named]:
    """Return whom these lines name, by id; in one statement, or none where nobody is."""
    references = {ref for line in lines for ref in (line.object_ref, line.ground_ref)}
    values = {
        kind: [found for ref in references if (found := named_id(word, ref)) is not None]
        for kind, word in _KINDS.items()
    }
    if not any(values.values()):
        return {}
    rows = reads().execute(_NAMES, {**values, "person_id": person_id})
    return {row.id: _named(row) for row in rows}


def _named(row: Any) -> Named:
    title = f"{row.title[:1].lower()}{row.title[1:]}"
    return Named(
        name=f"{title} {row.name}".strip(),
        granted_as=GrantedAs(row.granted_as) if row.granted_as else None,
    )
