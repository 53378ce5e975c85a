"""Finding a household of the commune by its code or the name of its head."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel.among import among
from portal.kernel.db import reads
from portal.kernel.text import fold
from portal.people.communes import HOUSEHOLDS
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Found:
    """One household that may be meant."""

    id: UUID
    code: str
    head: str = field(repr=False)
    village: str | None


_IS_HEAD = (
    sa.select(Membership.id)
    .where(Membership.household_id == Household.id, Membership.left_on.is_(None))
    .order_by(Membership.position, Membership.id)
    .limit(1)
    .correlate(Household)
    .scalar_subquery()
)
_FOUND = (
    sa.select(
        Household.id, Household.code, Person.full_name.label("head"), Village.name.label("village")
    )
    .join(Membership, Membership.id == _IS_HEAD)
    .join(Person, Person.id == Membership.person_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(among(Household.id, HOUSEHOLDS))
    .order_by(Person.name_folded, Household.code, Household.id)
    .limit(MOST)
)


def find(text: str, staff: SignedInStaff) -> Sequence[Found]:
    """Return the households whose code or whose head's whole name this is, with a line."""
    trail.note(Line(event=Event.RESIDENT_SEARCHED, by=staff.actor, section="household"))
    rows = reads().execute(
        _FOUND.where(sa.or_(Household.code == text, Person.name_folded == fold(text))),
        {"commune": staff.commune},
    )
    return [Found(**row._mapping) for row in rows]
