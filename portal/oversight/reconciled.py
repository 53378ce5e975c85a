"""What two people do together, compared between table and log: resets and slips."""

from collections.abc import Sequence

from portal.kernel.months import CalendarMonth
from portal.oversight import reconciled_resets, reconciled_slips
from portal.oversight.reconciling import Difference


def differences(month: CalendarMonth, commune: str | None) -> Sequence[Difference]:
    """Return where table and log differ about a month; none is as it should be.

    Without a commune, those of all.
    """
    found = [
        *reconciled_resets.differences(month, commune),
        *reconciled_slips.differences(month, commune),
    ]
    return sorted(found, key=lambda one: one.at)
