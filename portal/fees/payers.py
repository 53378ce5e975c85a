"""For whom a resident pays: an adult for the household, anybody for whom they may."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.access.gate import scopes_held
from portal.access.policy import Permission, residents_basis
from portal.accounts.signed_in import SignedIn
from portal.fees.models import Charge
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Membership
from portal.representation.queries import FAMILY, Acting, acting_of
from portal.representation.rules import is_minor


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Who pays: for everybody of `household_id`, and for single `people` of any household.

    A representative from outside sees what is asked of the person they pay for, and nothing of
    the people that person lives with.
    """

    person_id: UUID
    household_id: UUID | None
    people: Set[UUID]

    def may_pay(self) -> sa.ColumnElement[bool]:
        """Say in a query that a charge may be paid by them."""
        theirs: sa.ColumnElement[bool] = Charge.person_id.in_(self.people)
        if self.household_id is None:
            return theirs
        return sa.or_(Charge.household_id == self.household_id, theirs)

    def sees(self, household_id: UUID, people: Set[UUID]) -> bool:
        """Say whether an order or receipt of a household, about these people, is theirs to see."""
        return household_id == self.household_id or people <= self.people


_HOUSEHOLD = (
    sa.select(Membership.household_id)
    .where(Membership.person_id == sa.bindparam("person_id"), Membership.left_on.is_(None))
    .scalar_subquery()
)
_PEOPLE = FAMILY.add_columns(_HOUSEHOLD.label("household_id"))


def payer_of(resident: SignedIn) -> Payer:
    """Return for whom the resident pays at this moment."""
    today = clock.today()
    household_id, acted_for = _read(resident.person_id)
    people = {
        acting.id
        for acting in acted_for
        if residents_basis(
            Permission.PAY_FEE,
            is_self=acting.id == resident.person_id,
            scopes=scopes_held(acting, acting.born, today),
        )
    }
    if is_minor(resident.born, today):
        household_id = None
    return Payer(person_id=resident.person_id, household_id=household_id, people=people)


def _read(person_id: UUID) -> tuple[UUID | None, Sequence[Acting]]:
    """Return the household somebody lives in, and for whom they act, in one statement."""
    rows = [
        dict(row._mapping)
        for row in reads().execute(_PEOPLE, {"person_id": person_id, "now": clock.now()})
    ]
    households = [row.pop("household_id") for row in rows]
    return next(iter(households), None), [acting_of(row) for row in rows]
