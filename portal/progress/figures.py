"""How far records, accounts and the yearly fee are, village by village; counts, never a name.

A person has a record as soon as part A was written down. Figures are those of the people who
lived there at the end of the period; the fee stands where it was asked.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.issuing.bounds import villages_of
from portal.kernel.db import Moment, reads
from portal.people.models import Administrative, Membership, Person
from portal.people.places import Household, Village
from portal.progress.bounds import LIVED_THERE, UNTIL_DAY, WAS_THERE, households
from portal.progress.fees import fees_at_the_end
from portal.progress.periods import Period
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts at the end of a period; `lately` is what came in it. Money in đồng, of one year."""

    people: int = 0
    records: int = 0
    records_lately: int = 0
    accounts: int = 0
    accounts_lately: int = 0
    asked: int = 0
    paid: int = 0
    payers: int = 0

    @property
    def share_with_record(self) -> float | None:
        """Return the percentage with a record; None where nobody lives."""
        return percent(self.records, self.people)

    @property
    def share_with_account(self) -> float | None:
        return percent(self.accounts, self.records)

    @property
    def share_paid(self) -> float | None:
        """Return the percentage of what is asked; None where nothing is."""
        return percent(self.paid, self.asked)

    def lacking(self, target: int) -> int:
        """Return how many records are missing until so many percent have one."""
        return max(0, math.ceil(self.people * target / 100) - self.records)


@dataclass(frozen=True, kw_only=True)
class VillageFigures(Figures):
    """One village; without an id, the households nobody has put into a village."""

    village_id: UUID | None
    name: str
    former_commune: str


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_SINCE_DAY = sa.bindparam("since", type_=sa.Date)
_STARTS_AT = sa.bindparam("starts_at", type_=Moment)
_ENDS_AT = sa.bindparam("ends_at", type_=Moment)
# Each person once, with the days that count; so every table is asked once about each of them.
_LIVED = (
    sa.select(
        Household.village_id,
        sa.func.min(Administrative.recorded_on).label("part_a"),
        sa.func.min(Account.opened_at).label("opened_at"),
    )
    .select_from(Household)
    .join(Membership, LIVED_THERE)
    .join(Person, WAS_THERE)
    .outerjoin(Account, Account.person_id == Person.id)
    .outerjoin(Administrative, Administrative.person_id == Person.id)
    .group_by(Household.village_id, Person.id)
)


def _people(staff: SignedInStaff) -> sa.Select[Any]:
    """Count the people of a member's villages."""
    lived = _LIVED.where(households(staff)).subquery("lived").c
    has_record, has_account = lived.part_a <= UNTIL_DAY, lived.opened_at < _ENDS_AT
    return sa.select(
        lived.village_id,
        sa.func.count().label("people"),
        _where(has_record).label("records"),
        _where(sa.and_(has_record, lived.part_a >= _SINCE_DAY)).label("records_lately"),
        _where(has_account).label("accounts"),
        _where(sa.and_(has_account, lived.opened_at >= _STARTS_AT)).label("accounts_lately"),
    ).group_by(lived.village_id)


_COUNTED = ("people", "records", "records_lately", "accounts", "accounts_lately")
_VILLAGES = sa.select(Village.id, Village.name, Village.former_commune).order_by(
    Village.name_folded, Village.former_commune, Village.id
)


def figures_for(staff: SignedInStaff, period: Period) -> Sequence[VillageFigures]:
    """Count the villages a member answers for, the smallest share with a record first."""
    values = {
        "since": period.since,
        "until": period.until,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
    }
    people: dict[UUID | None, dict[str, int]] = {
        row.village_id: {name: row._mapping[name] for name in _COUNTED}
        for row in reads().execute(_people(staff), values)
    }
    fees = fees_at_the_end(staff, period, period.until.year)
    counted = [
        VillageFigures(
            village_id=village.id,
            name=village.name,
            former_commune=village.former_commune,
            **people.get(village.id, {}),
            **fees.get(village.id, {}),
        )
        for village in reads().execute(_VILLAGES.where(villages_of(staff)))
    ]
    counted.sort(key=lambda village: village.share_with_record or 0)
    if None in people or None in fees:
        counted.append(
            VillageFigures(
                village_id=None,
                name="",
                former_commune="",
                **people.get(None, {}),
                **fees.get(None, {}),
            )
        )
    return counted


def together(counted: Iterable[Figures]) -> Figures:
    """Add the villages up."""
    found = list(counted)
    return Figures(
        people=sum(each.people for each in found),
        records=sum(each.records for each in found),
        records_lately=sum(each.records_lately for each in found),
        accounts=sum(each.accounts for each in found),
        accounts_lately=sum(each.accounts_lately for each in found),
        asked=sum(each.asked for each in found),
        paid=sum(each.paid for each in found),
        payers=sum(each.payers for each in found),
    )
