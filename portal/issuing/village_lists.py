"""The people of one village by household: names and how far their accounts are, no more.

Who knocks on doors needs to know where an account is missing; birth, numbers, phones and
everything about health stay out of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.issuing.bounds import villages_of
from portal.issuing.states import HAS_NUMBER, STATE, HowFar, how_far
from portal.issuing.village_counts import IS_THERE, LIVES_THERE
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff

HOUSEHOLDS_A_PAGE = 40


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """One name on the list."""

    full_name: str
    how_far: HowFar


@dataclass(frozen=True, kw_only=True)
class HouseholdRow:
    """One household, its head first."""

    code: str
    members: Sequence[Neighbour]


@dataclass(frozen=True, kw_only=True)
class VillageList:
    """One page of the list."""

    village_id: UUID
    name: str
    households: Sequence[HouseholdRow]
    page: int
    pages: int


_MEMBERS = (
    sa.select(
        Household.id.label("household_id"),
        Household.code,
        Person.full_name,
        Person.birth_date,
        Person.birth_precision,
        sa.false().label("is_dead"),
        HAS_NUMBER.label("has_number"),
        STATE.label("state"),
    )
    .select_from(Household)
    .join(Membership, LIVES_THERE)
    .join(Person, IS_THERE)
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Household.id.in_(sa.bindparam("households", expanding=True)))
    .order_by(Household.code, Household.id, Membership.position, Membership.id)
)


def village_list(village_id: UUID, page: int, staff: SignedInStaff) -> VillageList | None:
    """Return one page of a village this member answers for, and write who read it; else None."""
    name = reads().scalar(
        sa.select(Village.name).where(Village.id == village_id, villages_of(staff))
    )
    if name is None:
        return None
    households = reads().scalars(_households_of(village_id)).all()
    pages = max(1, -(-len(households) // HOUSEHOLDS_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * HOUSEHOLDS_A_PAGE
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=staff.actor,
            basis=Basis.DESK,
            section="village",
            object_ref=f"village:{village_id}",
        )
    )
    return VillageList(
        village_id=village_id,
        name=name,
        households=_rows(households[start : start + HOUSEHOLDS_A_PAGE]),
        page=page,
        pages=pages,
    )


def _households_of(village_id: UUID) -> sa.Select[Any]:
    """Select the households in which somebody lives."""
    return (
        sa.select(Household.id)
        .where(
            Household.village_id == village_id,
            sa.exists().where(LIVES_THERE, IS_THERE),
        )
        .order_by(Household.code, Household.id)
    )


def _rows(households: Sequence[UUID]) -> Sequence[HouseholdRow]:
    rows, today = reads().execute(_MEMBERS, {"households": list(households)}), clock.today()
    return [
        HouseholdRow(
            code=code,
            members=[Neighbour(full_name=row.full_name, how_far=how_far(row, today)) for row in of],
        )
        for (_, code), of in groupby(rows, key=lambda row: (row.household_id, row.code))
    ]
