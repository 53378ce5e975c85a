"""The people a batch is about, each with what stands against a slip for them."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account
from portal.issuing.models import BatchScope
from portal.issuing.rules import Standing, WhyNoSlip, why_no_slip
from portal.issuing.states import HAS_NUMBER, STATE, HowFar, how_far
from portal.kernel import clock
from portal.people.models import Membership, Person
from portal.people.places import Household

NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Target:
    """For whom slips are asked: one person, household or village of one commune."""

    scope: BatchScope
    id: UUID
    commune: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One person a batch is about."""

    person_id: UUID
    full_name: str
    account_id: UUID | None
    how_far: HowFar
    why: WhyNoSlip | None


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Everybody a batch is about, in the order in which slips are printed."""

    people: Sequence[Candidate] = field(repr=False)

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(person.person_id for person in self.people)

    @property
    def to_print(self) -> Sequence[Candidate]:
        return [person for person in self.people if person.why is None]

    @property
    def left_out(self) -> Mapping[WhyNoSlip, int]:
        return Counter(person.why for person in self.people if person.why is not None)


FACTS = (
    sa.select(
        Person.id.label("person_id"),
        Person.full_name,
        Person.birth_date,
        Person.birth_precision,
        Person.deceased_on.is_not(None).label("is_dead"),
        HAS_NUMBER.label("has_number"),
        STATE.label("state"),
        Account.id.label("account_id"),
        Account.held_until,
    )
    .select_from(Person)
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Person.merged_into.is_(None))
)
_AT_HOME = FACTS.join(
    Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None))
).join(Household, Household.id == Membership.household_id)
_ORDER = (Household.code, Household.id, Membership.position, Membership.id)


def of(connection: Connection, target: Target, close: Set[UUID] = NOBODY) -> Candidates:
    """Return whom a batch would be about; `close` are those somebody may not decide about."""
    rows = connection.execute(_people(target))
    return Candidates(people=[candidate(row, target.scope, close) for row in rows])


def _people(target: Target) -> sa.Select[Any]:
    if target.scope is BatchScope.PERSON:
        return FACTS.where(Person.id == target.id)
    bound = _AT_HOME.where(Household.commune == target.commune).order_by(*_ORDER)
    if target.scope is BatchScope.HOUSEHOLD:
        return bound.where(Household.id == target.id)
    return bound.where(Household.village_id == target.id, Person.deceased_on.is_(None))


def candidate(row: Any, scope: BatchScope, close: Set[UUID] = NOBODY) -> Candidate:
    """Read a row of FACTS."""
    now = clock.now()
    found = how_far(row, clock.today())
    standing = Standing(
        how_far=found,
        has_number=row.has_number,
        is_dead=row.is_dead,
        is_held=is_held(row.held_until, now),
        is_close=row.person_id in close,
    )
    return Candidate(
        person_id=row.person_id,
        full_name=row.full_name,
        account_id=row.account_id,
        how_far=found,
        why=why_no_slip(scope, standing),
    )


def is_held(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


def named(connection: Connection, people: Sequence[UUID], scope: BatchScope) -> list[Candidate]:
    """Return these people, in this order, with how they stand now."""
    rows = connection.execute(FACTS.where(Person.id.in_(people)))
    found = {row.person_id: candidate(row, scope) for row in rows}
    return [found[person_id] for person_id in people if person_id in found]
