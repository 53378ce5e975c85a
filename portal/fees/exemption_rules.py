"""Who pays nothing: children under six, and whose household the commune says so of."""

from collections.abc import Collection
from datetime import date

from portal.fees.models import ExemptionKind
from portal.kernel.partial_date import PartialDate, add_months

PAYS_FROM = 6  # years


def is_under_six(born: PartialDate, year: int) -> bool:
    """Say whether somebody may still be under six on 1 January of a year.

    Of a birth known to its month or year alone the last possible day counts: the doubt is
    theirs, not the collector's.
    """
    return add_months(born.latest, 12 * PAYS_FROM) > date(year, 1, 1)


def exemption_for(
    born: PartialDate, in_force: Collection[ExemptionKind], year: int
) -> ExemptionKind | None:
    """Return why nothing is asked of somebody for a year; None where they pay."""
    if is_under_six(born, year):
        return ExemptionKind.UNDER_SIX
    return min(in_force, key=list(ExemptionKind).index, default=None)
