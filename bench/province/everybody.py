"""Everybody of one commune, and everything that is known of them, as rows for COPY."""

from collections.abc import Iterator

from bench.province import doings, doses, fees, log, offices, people, visits
from bench.province.columns import Rows
from bench.province.commune import Commune
from bench.province.people import Household

BY_MOMENT = ("measurement", "dose", "audit_line")  # visits sort themselves, with their parts
LIVING_TOGETHER = 4


def rows_of(commune: Commune, residents: int) -> Rows:
    """Make a commune of so many people."""
    offices.add(commune)
    households = list(_households(commune, residents))
    for household in households:
        doses.add(commune, household)
        log.add(commune, household)
        doings.add(commune, household)
    visits.add(commune, households)
    fees.add(commune, households)
    for table in BY_MOMENT:
        commune.rows[table].sort()
    return commune.rows


def _households(commune: Commune, residents: int) -> Iterator[Household]:
    for number in range(residents // LIVING_TOGETHER):
        yield people.add_household(commune, number)
