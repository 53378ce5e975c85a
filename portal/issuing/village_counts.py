"""Figures by village: how many people live there, and how far their accounts are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.issuing.bounds import households_of, villages_of
from portal.issuing.states import HAS_NUMBER, STATE, AccountState
from portal.kernel.among import among
from portal.kernel.db import reads
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class VillageCounts:
    """One village; `none` to `locked` add up to `people`."""

    village_id: UUID
    name: str
    former_commune: str
    people: int
    with_number: int
    none: int
    issued: int
    active: int
    locked: int

    @property
    def opened(self) -> int:
        return self.people - self.none

    @property
    def share_in_use(self) -> float | None:
        """Return the percentage in use; None where nobody lives."""
        return round(100 * self.active / self.people, 1) if self.people else None


def _where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _in_state(state: AccountState) -> sa.ColumnElement[int]:
    return _where(STATE.in_((state.value,))).label(state.value)


LIVES_THERE = sa.and_(Membership.household_id == Household.id, Membership.left_on.is_(None))
IS_THERE = sa.and_(
    Person.id == Membership.person_id,
    Person.deceased_on.is_(None),
    Person.merged_into.is_(None),
)
_PEOPLE = (
    sa.select(
        Household.village_id,
        sa.func.count().label("people"),
        _where(HAS_NUMBER).label("with_number"),
        *(_in_state(state) for state in AccountState),
    )
    .select_from(Household)
    .join(Membership, LIVES_THERE)
    .join(Person, IS_THERE)
    .outerjoin(Account, Account.person_id == Person.id)
    .group_by(Household.village_id)
)
_COUNTED = ("people", "with_number", *(state.value for state in AccountState))


def counts_for(staff: SignedInStaff) -> Sequence[VillageCounts]:
    """Count the villages this member answers for, those with the fewest in use first."""
    rows = reads().execute(_villages(staff))
    counts = [VillageCounts(**row._mapping) for row in rows]
    return sorted(counts, key=lambda village: village.share_in_use or 0)


def _villages(staff: SignedInStaff) -> sa.Select[*tuple[Any, ...]]:
    """Select the villages, those in which nobody lives too."""
    lives = _PEOPLE.where(among(Household.id, households_of(staff))).subquery("lives")
    return (
        sa.select(
            Village.id.label("village_id"),
            Village.name,
            Village.former_commune,
            *(sa.func.coalesce(lives.c[name], 0).label(name) for name in _COUNTED),
        )
        .outerjoin(lives, lives.c.village_id == Village.id)
        .where(villages_of(staff))
        .order_by(Village.name_folded, Village.former_commune, Village.id)
    )


def together(counts: Sequence[VillageCounts]) -> tuple[int, int, int]:
    """Return people, opened accounts and accounts in use of several villages."""
    return (
        sum(village.people for village in counts),
        sum(village.opened for village in counts),
        sum(village.active for village in counts),
    )
