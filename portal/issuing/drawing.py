"""Drawing slips: what is printed for whom, with a code or with where theirs is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import counter
from portal.accounts.owners import mobiles_of
from portal.issuing.models import BatchScope
from portal.issuing.rules import carries_code
from portal.issuing.slips import Slip
from portal.kernel.db import session
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Membership, Person
from portal.people.places import Household, Village


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One slip before its page is set; its code opens nothing yet."""

    person_id: UUID
    slip: Slip = field(repr=False)


def draw(people: Sequence[UUID], scope: BatchScope) -> list[Drawn]:
    """Draw a slip for each of these people, who all have a number."""
    if not people:
        return []
    printed, mobiles = _printed(people), mobiles_of(session.connection(), people)
    return [
        Drawn(person_id=person_id, slip=_slip(printed[person_id], scope, mobiles.get(person_id)))
        for person_id in people
    ]


def _slip(printed: tuple[str, str, str], scope: BatchScope, mobile: str | None) -> Slip:
    full_name, village, id_tail = printed
    has_code = carries_code(scope, has_mobile=mobile is not None)
    return Slip(
        full_name=full_name,
        village=village,
        id_tail=id_tail,
        code=counter.draw() if has_code else "",
        phone_tail=mobile[-3:] if mobile and not has_code else "",
    )


def _printed(people: Sequence[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Return the name, the village and the last three digits of the number of each person."""
    rows = session.connection().execute(
        sa.select(Person.id, Person.full_name, Village.name, Identifier.value)
        .join(
            Identifier,
            sa.and_(
                Identifier.person_id == Person.id,
                Identifier.system == IdentifierSystem.PERSONAL_ID,
                Identifier.active,
            ),
        )
        .outerjoin(
            Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None))
        )
        .outerjoin(Household, Household.id == Membership.household_id)
        .outerjoin(Village, Village.id == Household.village_id)
        .where(Person.id.in_(people))
    )
    return {row.id: (row.full_name, row.name or "", row.value[-3:]) for row in rows}
