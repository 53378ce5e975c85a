"""The parts of one visit as rows of one statement.

The parts share few shapes: which part, where in it, up to eight texts, a number and two
moments. `visits.parts` gives the rows their names back.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import Moment
from portal.measurements.models import Measurement
from portal.measurements.seen_visits import in_sight
from portal.visits.models import (
    Appointment,
    CourseNote,
    Diagnosis,
    EncounterDocument,
    ExaminationFinding,
    LabResult,
    Medicine,
    Procedure,
)

TEXTS = 8
MOST_ROWS = 1000


def _rows(
    part: str,
    model: Any,
    texts: Sequence[Any],
    *,
    position: Any = None,
    number: Any = None,
    at: Any = None,
    on: Any = None,
    where: Sequence[Any] = (),
) -> sa.Select[Any]:
    padded = [*texts, *[None] * (TEXTS - len(texts))]
    return sa.select(
        sa.literal(part, sa.String).label("part"),
        (model.position if position is None else position).label("position"),
        model.id.label("id"),
        *(_as(text, sa.String).label(f"t{place}") for place, text in enumerate(padded)),
        _as(number, sa.Numeric(14, 4)).label("number"),
        _as(at, Moment()).label("at"),
        _as(on, sa.Date()).label("on"),
    ).where(model.encounter_id == sa.bindparam("encounter_id"), *where)


def _as(column: Any, kind: Any) -> Any:
    value = sa.null() if column is None else column
    return value if column is not None and kind is not sa.String else sa.cast(value, kind)


_UNION = sa.union_all(
    _rows(
        "diagnosis",
        Diagnosis,
        [Diagnosis.role, Diagnosis.icd10, Diagnosis.name],
        where=[in_sight(Diagnosis.sensitivity)],
    ),
    _rows(
        "medicine",
        Medicine,
        [
            Medicine.name,
            Medicine.strength,
            Medicine.unit,
            Medicine.dose_text,
            Medicine.instruction,
        ],
        number=Medicine.quantity,
    ),
    _rows(
        "result",
        LabResult,
        [
            LabResult.kind,
            LabResult.name,
            LabResult.test_code,
            LabResult.value_text,
            LabResult.unit,
            LabResult.description,
            LabResult.conclusion,
        ],
        at=LabResult.resulted_at,
    ),
    _rows(
        "measurement",
        Measurement,
        [Measurement.kind, Measurement.second_value, Measurement.questionable],
        position=Measurement.id,
        number=Measurement.value,
        where=[Measurement.replaced_at.is_(None)],
    ),
    _rows(
        "finding",
        ExaminationFinding,
        [ExaminationFinding.item, ExaminationFinding.finding],
        where=[in_sight(ExaminationFinding.sensitivity)],
    ),
    _rows("procedure", Procedure, [Procedure.name]),
    _rows("note", CourseNote, [CourseNote.text], at=CourseNote.noted_at),
    _rows(
        "document",
        EncounterDocument,
        [EncounterDocument.kind, EncounterDocument.number, EncounterDocument.text],
        on=EncounterDocument.issued_on,
    ),
    _rows("appointment", Appointment, [], at=Appointment.due_at, on=Appointment.due_on),
)
PARTS = _UNION.order_by(
    _UNION.selected_columns.part, _UNION.selected_columns.position, _UNION.selected_columns.id
).limit(MOST_ROWS)
