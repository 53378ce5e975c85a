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
class Beside:
    """A page is the one behind this household, or the one in front of it."""

    household_id: UUID
    is_behind: bool = True


@dataclass(frozen=True, kw_only=True)
class VillageList:
    """One page of the list, with the households the pages in front and behind are beside."""

    village_id: UUID
    name: str
    households: Sequence[HouseholdRow]
    before: UUID | None
    after: UUID | None


_ORDER = (Household.code, Household.id)


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
    .order_by(*_ORDER, Membership.position, Membership.id)
)


def village_list(
    village_id: UUID, staff: SignedInStaff, beside: Beside | None = None
) -> VillageList | None:
    """Return one page of a village this member answers for, and write who read it; else None.

    The list begins anew beside a household that is not of the village.
    """
    name = reads().scalar(
        sa.select(Village.name).where(Village.id == village_id, villages_of(staff))
    )
    if name is None:
        return None
    page = _page(village_id, beside)
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
        households=_rows(page.ids),
        before=page.ids[0] if page.has_before else None,
        after=page.ids[-1] if page.has_after else None,
    )


@dataclass(frozen=True, kw_only=True)
class _Page:
    ids: Sequence[UUID]
    has_before: bool
    has_after: bool


def _page(village_id: UUID, beside: Beside | None) -> _Page:
    """Find the households of a page; the first one where a page beside would not be full."""
    place = _place(village_id, beside.household_id) if beside else None
    if beside is None or place is None:
        return _first(village_id)
    order = sa.tuple_(*_ORDER)
    inhabited = _inhabited(village_id)
    if beside.is_behind:
        found = reads().scalars(inhabited.where(order > place).order_by(*_ORDER)).all()
        ids, is_full = found[:HOUSEHOLDS_A_PAGE], len(found) > HOUSEHOLDS_A_PAGE
        return _Page(ids=ids, has_before=True, has_after=is_full) if ids else _first(village_id)
    nearest = [column.desc() for column in _ORDER]
    found = reads().scalars(inhabited.where(order < place).order_by(*nearest)).all()
    if len(found) <= HOUSEHOLDS_A_PAGE:
        return _first(village_id)
    return _Page(ids=found[HOUSEHOLDS_A_PAGE - 1 :: -1], has_before=True, has_after=True)


def _first(village_id: UUID) -> _Page:
    found = reads().scalars(_inhabited(village_id).order_by(*_ORDER)).all()
    is_full = len(found) > HOUSEHOLDS_A_PAGE
    return _Page(ids=found[:HOUSEHOLDS_A_PAGE], has_before=False, has_after=is_full)


def _place(village_id: UUID, household_id: UUID) -> sa.Tuple | None:
    """Return where a household of the village stands in the list; None for any other."""
    code = reads().scalar(
        sa.select(Household.code).where(
            Household.id == household_id, Household.village_id == village_id
        )
    )
    if code is None:
        return None
    return sa.tuple_(sa.literal(code), sa.literal(household_id, sa.Uuid()))


def _inhabited(village_id: UUID) -> sa.Select[Any]:
    """Select the households in which somebody lives, one more than a page shows."""
    return (
        sa.select(Household.id)
        .where(
            Household.village_id == village_id,
            sa.exists().where(LIVES_THERE, IS_THERE),
        )
        .limit(HOUSEHOLDS_A_PAGE + 1)
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
