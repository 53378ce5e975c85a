"""How often records were opened in an emergency, month by month, without a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.emergency.models import EmergencyOpening, Verdict
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.partial_date import add_months

MONTHS = 12

_OPENINGS = sa.select(
    EmergencyOpening.opened_at,
    EmergencyOpening.review_by,
    EmergencyOpening.reviewed_at,
    EmergencyOpening.verdict,
).where(EmergencyOpening.opened_at >= sa.bindparam("since", type_=Moment))
_OF_FACILITY = _OPENINGS.where(EmergencyOpening.facility_code == sa.bindparam("facility_code"))


@dataclass(frozen=True, kw_only=True)
class Month:
    """The openings of one month and what became of them."""

    first_day: date
    opened: int = 0
    in_time: int = 0
    overdue: int = 0
    not_justified: int = 0


@dataclass(frozen=True, kw_only=True)
class Year:
    """The twelve months together."""

    opened: int
    in_time: int
    overdue: int
    not_justified: int


def together(months: Iterable[Month]) -> Year:
    """Sum the months."""
    found = list(months)
    return Year(
        opened=sum(month.opened for month in found),
        in_time=sum(month.in_time for month in found),
        overdue=sum(month.overdue for month in found),
        not_justified=sum(month.not_justified for month in found),
    )


def of_facility(facility_code: str, now: datetime) -> Sequence[Month]:
    """Count one facility's openings of the last twelve months, the newest month first."""
    since = _since(now)
    values = {"since": since, "facility_code": facility_code}
    return tally(reads().execute(_OF_FACILITY, values), now)


def everywhere(now: datetime) -> Sequence[Month]:
    """Count the openings of all facilities."""
    return tally(reads().execute(_OPENINGS, {"since": _since(now)}), now)


def _first_of_month(moment: datetime) -> date:
    return clock.local(moment).date().replace(day=1)


def _since(now: datetime) -> datetime:
    first = add_months(_first_of_month(now), 1 - MONTHS)
    return clock.start_of(first)


def tally(openings: Iterable[Any], now: datetime) -> Sequence[Month]:
    """Sum openings by the month in which they began; a late review counts as overdue."""
    counted: dict[date, dict[str, int]] = {}
    for one in openings:
        month = counted.setdefault(
            _first_of_month(one.opened_at),
            {"opened": 0, "in_time": 0, "overdue": 0, "not_justified": 0},
        )
        month["opened"] += 1
        month["in_time"] += one.reviewed_at is not None and one.reviewed_at < one.review_by
        month["overdue"] += (one.reviewed_at or now) >= one.review_by
        month["not_justified"] += one.verdict is Verdict.NOT_JUSTIFIED
    this_month = _first_of_month(now)
    months = [add_months(this_month, -back) for back in range(MONTHS)]
    return [Month(first_day=first, **counted.get(first, {})) for first in months]
