"""The monthly report by village: what the station sends on before the 20th.

The seed plans ask for a form "Phụ lục IV" and do not show it, so its columns are proposed ones.
Difficulties are written by hand: their column is empty. Read again later, a report changes only by
what was entered since for its days, by entries that proved to be of one person, and where a fee
whose receipt was annulled has followed its person to another village.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.config import Progress
from portal.kernel.months import CalendarMonth
from portal.progress import periods
from portal.progress.fees import Came, came_in, fees_at_the_end
from portal.progress.figures import Figures, VillageFigures, figures_for, together
from portal.progress.full_records import full_records
from portal.progress.periods import Period
from portal.staff.signed_in import SignedInStaff

REMINDED = timedelta(days=4)


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One village of the report, with the fee of each of its years."""

    village: VillageFigures
    full: int
    fees: Sequence[Came]


@dataclass(frozen=True, kw_only=True)
class MonthReport:
    """The report of a month; until its last day it holds what is known so far.

    `years` are those whose fee it tells: the one it ends in, and every other of which money came
    in or was taken back.
    """

    month: CalendarMonth
    period: Period
    due_on: date
    addressee: str
    years: Sequence[int]
    rows: Sequence[ReportRow]

    @property
    def all(self) -> Figures:
        return together(row.village for row in self.rows)

    @property
    def full(self) -> int:
        return sum(row.full for row in self.rows)

    @property
    def fees(self) -> Sequence[Came]:
        return [
            sum((row.fees[place] for row in self.rows), Came()) for place in range(len(self.years))
        ]

    @property
    def is_finished(self) -> bool:
        return self.period.until == self.due_on


def report_of(
    staff: SignedInStaff, month: CalendarMonth, settings: Progress, today: date
) -> MonthReport:
    """Count the villages a member answers for, as they were on the last day of the report."""
    period = periods.of_report(month, settings.cut_off, today)
    full, villages = full_records(staff, period.until), figures_for(staff, period)
    came = _came_by_year(staff, period, villages)
    counted = {village.village_id for village in villages}
    if any(None in fees for fees in came.values()) and None not in counted:
        villages = [*villages, VillageFigures(village_id=None, name="", former_commune="")]
    return MonthReport(
        month=month,
        period=period,
        due_on=periods.due_on(month, settings.cut_off),
        addressee=settings.addressee,
        years=list(came),
        rows=[
            ReportRow(
                village=village,
                full=full.get(village.village_id, 0),
                fees=[fees.get(village.village_id, Came()) for fees in came.values()],
            )
            for village in villages
        ],
    )


def _came_by_year(
    staff: SignedInStaff, period: Period, villages: Sequence[VillageFigures]
) -> Mapping[int, Mapping[UUID | None, Came]]:
    """Return the fee by year and village, the earliest year first."""
    lately = came_in(staff, period)
    ends_in = {
        village.village_id: {"payers": village.payers, "paid": village.paid} for village in villages
    }
    found = {}
    for year in sorted({*lately, period.until.year}):
        told = ends_in if year == period.until.year else fees_at_the_end(staff, period, year)
        found[year] = {
            village: Came(
                payers=told.get(village, {}).get("payers", 0),
                paid=told.get(village, {}).get("paid", 0),
                lately=lately.get(year, {}).get(village, 0),
            )
            for village in {*told, *lately.get(year, {})}
        }
    return found


def reminded_of(settings: Progress, today: date) -> date | None:
    """Return by when the report of this month has to be sent, in the days before and on it."""
    last = today.replace(day=settings.cut_off)
    return last if last - REMINDED <= today <= last else None
