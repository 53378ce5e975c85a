"""From which age people keep parts of their record to themselves.

Luật 91/2025/QH15, article 24: telling of a child's private life needs the child. From 15
the portal lets a young person keep visits and free words from those who represent them.
"""

from datetime import date

from portal.kernel.partial_date import PartialDate, whole_months

KEEPS_FROM_MONTHS = 15 * 12


def may_keep_to_oneself(born: PartialDate, today: date) -> bool:
    """Say whether a person may already be 15; an uncertain birth counts by its earliest day."""
    return whole_months(born.earliest, today) >= KEEPS_FROM_MONTHS
