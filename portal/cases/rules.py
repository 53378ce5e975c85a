"""When a case must be answered."""

from collections.abc import Set
from datetime import date, timedelta
from uuid import UUID

# NĐ 356/2025/NĐ-CP, article 5: requests to view, correct or provide personal data are
# answered within 10 days (a refusal says why). Whether these are working days is not
# settled in the sources at hand, so calendar days, the shorter time, are promised.
ANSWER_WITHIN = timedelta(days=10)


def due_on(opened: date) -> date:
    """Return the last day on which the station answers in time."""
    return opened + ANSWER_WITHIN


def is_private(*, private_part: bool, opened_by_asker: bool) -> bool:
    """Say whether a case is for the person alone, whoever else the gate would admit.

    A representative who did not write it never reads what a young person wrote about a
    part of the record that is kept from representatives.
    """
    return private_part and not opened_by_asker


def answers_about_themselves(
    staff_id: UUID, own_record: UUID | None, *, accused: Set[UUID], person_id: UUID
) -> bool:
    """Say whether a case is about the very person who would answer it, on either side."""
    return staff_id in accused or (own_record is not None and own_record == person_id)
