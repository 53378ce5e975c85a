"""The one gate for the station desk: accounts, identity and representatives, no health fact.

It opens the people of the commune whose desk it is, and nobody's own entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.access.policy import POLICY, Permission
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff, current_staff

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, kw_only=True)
class Resident:
    """The person a page of the desk is about, as the register knows them."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    is_dead: bool
    commune: str
    village: str | None
    household_id: UUID


_NEWEST = (
    sa.select(Membership.id)
    .where(Membership.person_id == Person.id)
    .order_by(Membership.left_on.is_(None).desc(), Membership.left_on.desc(), Membership.id.desc())
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)
_RESIDENT = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        Person.deceased_on.is_not(None).label("is_dead"),
        Household.commune,
        Village.name.label("village"),
        Household.id.label("household_id"),
    )
    .join(Membership, Membership.id == _NEWEST)
    .join(Household, Household.id == Membership.household_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Person.id == sa.bindparam("person_id"), Person.merged_into.is_(None))
)


def about_resident(permission: Permission) -> Callable[[View], View]:
    """Let a page of the desk see one resident of its commune, or answer 403.

    The view receives `resident` in place of the URL's `person_id`; the opening leaves its
    line, which the resident reads in their own log.
    """
    if not POLICY[permission].desk:
        raise ValueError(f"{permission} is not for the desk")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(person_id: UUID, **rest: Any) -> ResponseReturnValue:
            return view(resident=admit_resident(person_id, permission), **rest)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the route test
        return guarded  # type: ignore[return-value]  # wraps() keeps the signature

    return decorate


def admit_resident(
    person_id: UUID, permission: Permission, *, object_ref: str | None = None
) -> Resident:
    """Decide, write the line, and return the resident; else abort (403).

    The answer is the same for a person who does not exist and for one of another commune.
    """
    staff = current_staff()
    found = resident_of(person_id)
    if found is None or not _is_theirs(found, staff):
        trail.note(
            Line(
                event=Event.ACCESS_REFUSED,
                permitted=False,
                about=found.id if found else None,
                by=staff.actor,
                section=permission.value,
                object_ref=object_ref,
            )
        )
        abort(403)
    trail.note(
        Line(
            event=Event.DESK_SEEN,
            about=found.id,
            by=staff.actor,
            basis=Basis.DESK,
            section=permission.value,
            object_ref=object_ref,
        )
    )
    g.resident = found
    return found


def _is_theirs(found: Resident, staff: SignedInStaff) -> bool:
    return found.commune == staff.commune and found.id != staff.person_id


def resident_of(person_id: UUID) -> Resident | None:
    """Return a person of the register, with the household they are in or were in last."""
    row = reads().execute(_RESIDENT, {"person_id": person_id}).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    born = PartialDate(values.pop("birth_date"), values.pop("birth_precision"))
    return Resident(born=born, **values)
