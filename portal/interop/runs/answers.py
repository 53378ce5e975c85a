"""Answers of part B as versions: a new answer stands on top of the old one."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.interop.runs.batch import Batch
from portal.interop.runs.writes import Writes
from portal.interop.values.health_record import Answered, AnswerValue
from portal.record.form import ITEMS
from portal.record.kinds import Answer, Habit
from portal.record.models import HistoryAnswer

_HABITS = {habit.value for habit in Habit}


def save(
    batch: Batch,
    writes: Writes,
    person_id: UUID,
    answers: Iterable[AnswerValue],
    *,
    recorded_on: date,
    recorded_by: str,
) -> bool:
    """Add the answers that differ from the current ones; older papers change nothing."""
    current = {
        (row.item, row.row): row
        for row in batch.connection.execute(
            sa.select(HistoryAnswer.__table__).where(
                HistoryAnswer.person_id == person_id, HistoryAnswer.replaced_at.is_(None)
            )
        )
    }
    changed = False
    for answer in answers:
        columns = _columns(answer)
        before = current.get((answer.item, answer.row))
        if before is not None and (_equal(before, columns) or before.recorded_on > recorded_on):
            continue
        if before is not None:
            _replace(batch, before.id)
        changed = True
        writes.add(
            HistoryAnswer,
            person_id=person_id,
            item=answer.item,
            row=answer.row,
            **columns,
            sensitivity=ITEMS[answer.item].sensitivity,
            source=batch.source,
            recorded_on=recorded_on,
            recorded_by=recorded_by or None,
            import_id=batch.run_id,
            replaced_at=None,
        )
    return changed


def _replace(batch: Batch, answer_id: int) -> None:
    batch.connection.execute(
        sa.update(HistoryAnswer).where(HistoryAnswer.id == answer_id).values(replaced_at=batch.now)
    )


def _columns(answer: AnswerValue) -> dict[str, Any]:
    """Return the columns of an answer; an option that is no habit is kept as its words."""
    is_habit = answer.choice in _HABITS
    if answer.state is Answered.NOT_ASKED:
        return {
            "answer": Answer.NOT_ASKED, "habit": None, "detail": None, "reaction": None,
            "quantity": None, "relative": None,
        }  # fmt: skip
    return {
        "answer": Answer(answer.state.value),
        "habit": Habit(answer.choice) if is_habit else None,
        "detail": answer.text or (None if is_habit else answer.choice) or None,
        "reaction": answer.reaction or None,
        "quantity": answer.number,
        "relative": answer.relative or None,
    }


def _equal(before: Any, columns: dict[str, Any]) -> bool:
    return all(getattr(before, name) == value for name, value in columns.items())
