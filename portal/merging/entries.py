"""An entry of the register as the desk sees it: who it is, never what is in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.kernel.db import Base, reads
from portal.kernel.partial_date import PartialDate
from portal.merging.plan import PLAN, Fate
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier, Membership, Person, Phone
from portal.people.places import Household, Village


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry; `id_tail` and `phone_tails` are last three digits."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate
    is_dead: bool
    merged_into: UUID | None
    commune: str | None
    village: str | None
    id_tail: str | None
    phone_tails: tuple[str, ...]
    has_account: bool


def newest_membership(person: Any) -> sa.ScalarSelect[int]:
    """Select the membership somebody has, else the one they had last."""
    return (
        sa.select(Membership.id.expression)
        .where(Membership.person_id == person.id)
        .order_by(
            Membership.left_on.is_(None).desc(), Membership.left_on.desc(), Membership.id.desc()
        )
        .limit(1)
        .correlate(person)
        .scalar_subquery()
    )


_ENTRIES = (
    sa.select(
        Person.id,
        Person.full_name,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        Person.deceased_on.is_not(None).label("is_dead"),
        Person.merged_into,
        Household.commune,
        Village.name.label("village"),
        sa.exists().where(Account.person_id == Person.id, Account.is_open()).label("has_account"),
    )
    .outerjoin(Membership, Membership.id == newest_membership(Person))
    .outerjoin(Household, Household.id == Membership.household_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Person.id.in_(sa.bindparam("ids", expanding=True)))
)
_NUMBERS = sa.select(Identifier.person_id, Identifier.value).where(
    Identifier.person_id.in_(sa.bindparam("ids", expanding=True)),
    Identifier.system == IdentifierSystem.PERSONAL_ID,
    Identifier.active,
)
_PHONES = (
    sa.select(Phone.person_id, Phone.number)
    .where(Phone.person_id.in_(sa.bindparam("ids", expanding=True)), Phone.active)
    .order_by(Phone.id)
)


def entries_of(ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """Return the entries with these ids, those that exist."""
    values = {"ids": list(ids)}
    tails = {row.person_id: row.value[-3:] for row in reads().execute(_NUMBERS, values)}
    phones: dict[UUID, tuple[str, ...]] = {}
    for owner, number in reads().execute(_PHONES, values):
        phones[owner] = (*phones.get(owner, ()), number[-3:])
    found = {}
    for row in reads().execute(_ENTRIES, values):
        columns = dict(row._mapping)
        born = PartialDate(columns.pop("birth_date"), columns.pop("birth_precision"))
        found[row.id] = Entry(
            **columns,
            born=born,
            id_tail=tails.get(row.id),
            phone_tails=phones.get(row.id, ()),
        )
    return found


def rows_of(person_id: UUID) -> int:
    """Count what stands under an entry in the whole portal, of whatever kind."""
    counts = [
        sa.select(sa.func.count().label("rows"))
        .select_from(Base.metadata.tables[name])
        .where(Base.metadata.tables[name].c[column] == person_id)
        for name, columns in PLAN.items()
        for column, fate in columns.items()
        if fate is Fate.MOVES
    ]
    together = sa.union_all(*counts).subquery()
    return int(reads().scalar(sa.select(sa.func.sum(together.c.rows))) or 0)
