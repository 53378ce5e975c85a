"""How long an emergency opening lasts and by when it is reviewed.

Law 91/2025/QH15, article 19, allows processing without consent to protect life; how long
and who reviews are this portal's own rules.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

OPENS = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
DAY = timedelta(hours=24)
MOST_A_DAY, MOST_A_DAY_OF_ONE = 10, 2
LEAST_LETTERS = 20
LONGEST = 500


def letters(text: str) -> int:
    """Count the letters and figures of an explanation: dots and blanks explain nothing."""
    return sum(mark.isalnum() for mark in text)


def may_review(
    reviewer: UUID,
    *,
    is_head: bool,
    is_auditor: bool,
    opened_by: UUID,
    heads: Iterable[UUID],
) -> bool:
    """Say who judges an opening: a head of that facility, never the one who opened it.

    `heads` are the facility's heads in force who are not the patient. The auditor steps in
    where none of them is left but the one who opened.
    """
    others = set(heads) - {opened_by}
    if is_head:
        return reviewer in others
    return is_auditor and not others and reviewer != opened_by
