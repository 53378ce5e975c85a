"""What is asked of a household and what of it is paid, a line for each member and year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import Charge, FeeTerms, FeeUnit, WhyCancelled
from portal.fees.order_models import ChargePayment
from portal.fees.payers import Payer
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Person

MOST_LINES = 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is asked of one person for one year; 0 đ without a word why."""

    charge_id: UUID
    household_id: UUID
    unit_id: UUID
    commune: str
    full_name: str = field(repr=False)
    year: int
    amount: int
    due_on: date
    decision: str
    receipt_id: UUID | None
    cancelled: bool
    was_mistake: bool

    @property
    def is_open(self) -> bool:
        return self.amount > 0 and self.receipt_id is None and not self.cancelled


@dataclass(frozen=True, kw_only=True)
class Year:
    """The open lines of one year, which were asked for by one decision."""

    year: int
    due_on: date
    decision: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Basket:
    """What one household can pay at once to one unit, and what is settled already."""

    household_id: UUID
    unit_id: UUID
    commune: str
    years: Sequence[Year]
    settled: Sequence[Line]

    @property
    def open_lines(self) -> Sequence[Line]:
        return [line for year in self.years for line in year.lines]

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.open_lines)

    @property
    def due_on(self) -> date | None:
        """When the first of it is due."""
        return min((year.due_on for year in self.years), default=None)

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


_WAS_MISTAKE = Charge.cancelled_why.is_not_distinct_from(WhyCancelled.MISTAKE)
_LINES = (
    sa.select(
        Charge.id.label("charge_id"),
        Charge.household_id,
        Charge.unit_id,
        FeeUnit.commune,
        Person.full_name,
        Charge.year,
        Charge.amount,
        FeeTerms.due_on,
        FeeTerms.decision,
        ChargePayment.receipt_id,
        Charge.cancelled_at.is_not(None).label("cancelled"),
        _WAS_MISTAKE.label("was_mistake"),
    )
    .join(FeeUnit, FeeUnit.id == Charge.unit_id)
    .join(Person, Person.id == Charge.person_id)
    .join(FeeTerms, FeeTerms.id == Charge.terms_id)
    .outerjoin(
        ChargePayment,
        sa.and_(ChargePayment.charge_id == Charge.id, ChargePayment.reversed_at.is_(None)),
    )
    .where(
        Charge.household_id.is_not(None),
        sa.or_(Charge.cancelled_at.is_(None), ChargePayment.receipt_id.is_not(None), _WAS_MISTAKE),
    )
    .order_by(
        Charge.household_id,
        Charge.unit_id,
        Charge.year.desc(),
        Person.birth_date,
        Person.id,
    )
    .limit(MOST_LINES)
)


def baskets_of(payer: Payer) -> Sequence[Basket]:
    """Return what somebody may pay, their own household first.

    Of years that are over only what is still open, or what the station ended: who paid for it
    without a receipt learns of it here. The rest of them is on their receipts.
    """
    this_year = clock.today().year
    rows = reads().execute(_LINES.where(payer.may_pay()))
    lines = [Line(**row._mapping) for row in rows]
    wanted = [line for line in lines if line.is_open or line.was_mistake or line.year >= this_year]
    baskets = [
        _basket(household_id, unit_id, list(group))
        for (household_id, unit_id), group in groupby(
            wanted, key=lambda line: (line.household_id, line.unit_id)
        )
    ]
    return sorted(baskets, key=lambda basket: basket.household_id != payer.household_id)


def _basket(household_id: UUID, unit_id: UUID, lines: Sequence[Line]) -> Basket:
    return Basket(
        household_id=household_id,
        unit_id=unit_id,
        commune=lines[0].commune,
        years=list(_years(line for line in lines if line.is_open)),
        settled=[line for line in lines if not line.is_open],
    )


def _years(lines: Iterable[Line]) -> Iterable[Year]:
    """Group open lines by year; terms that changed within a year make two groups of it."""
    key = lambda line: (-line.year, line.decision, line.due_on)  # noqa: E731
    for (year, decision, due_on), group in groupby(sorted(lines, key=key), key=key):
        yield Year(year=-year, due_on=due_on, decision=decision, lines=list(group))
