"""Everything written down in one visit, read in one statement.

The parts share few shapes, so they are read as rows of one UNION ALL: which part, where
in it, up to eight texts, a number and two moments. `read_parts` gives them their names
back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import Moment, reads
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity
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
from portal.visits.restricted import ALL_SHOWN

TEXTS = 8
MOST_ROWS = 1000


@dataclass(frozen=True, kw_only=True)
class DiagnosisPart:
    role: str
    icd10: str | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class MedicinePart:
    name: str
    strength: str | None
    unit: str | None
    dose_text: str | None
    instruction: str | None
    quantity: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ResultPart:
    id: int
    kind: str
    name: str
    test_code: str | None
    value_text: str | None
    unit: str | None
    description: str | None
    conclusion: str | None
    resulted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MeasuredPart:
    kind: str
    value: Decimal
    second_value: str | None
    questionable: bool


@dataclass(frozen=True, kw_only=True)
class FindingPart:
    item: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class NotePart:
    text: str
    noted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DocumentPart:
    kind: str
    number: str | None
    issued_on: date | None
    text: str


@dataclass(kw_only=True)
class Parts:
    """The parts of one visit, each in the order of the file."""

    diagnoses: list[DiagnosisPart] = field(default_factory=list)
    medicines: list[MedicinePart] = field(default_factory=list)
    results: list[ResultPart] = field(default_factory=list)
    measurements: list[MeasuredPart] = field(default_factory=list)
    findings: list[FindingPart] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    notes: list[NotePart] = field(default_factory=list)
    documents: list[DocumentPart] = field(default_factory=list)
    appointments: list[tuple[date, datetime | None]] = field(default_factory=list)


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


def _shown(model: Any) -> Any:
    return sa.or_(model.sensitivity == Sensitivity.NONE, ALL_SHOWN)


_PARTS = sa.union_all(
    _rows(
        "diagnosis",
        Diagnosis,
        [Diagnosis.role, Diagnosis.icd10, Diagnosis.name],
        where=[_shown(Diagnosis)],
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
        where=[_shown(ExaminationFinding)],
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
).limit(MOST_ROWS)


def parts_of(encounter_id: UUID, *, sensitive_shown: bool) -> Parts:
    """Return everything of one version of a visit that may be shown."""
    rows = reads().execute(_PARTS, {"encounter_id": encounter_id, "all": sensitive_shown})
    return read_parts(sorted(rows, key=lambda row: (row.part, row.position, row.id)))


def read_parts(rows: Iterable[Any]) -> Parts:
    """Give each row of the union its name back."""
    parts = Parts()
    for row in rows:
        _READERS[row.part](parts, row)
    return parts


def _diagnosis(parts: Parts, row: Any) -> None:
    parts.diagnoses.append(DiagnosisPart(role=row.t0, icd10=row.t1, name=row.t2))


def _medicine(parts: Parts, row: Any) -> None:
    parts.medicines.append(
        MedicinePart(
            name=row.t0,
            strength=row.t1,
            unit=row.t2,
            dose_text=row.t3,
            instruction=row.t4,
            quantity=row.number,
        )
    )


def _result(parts: Parts, row: Any) -> None:
    parts.results.append(
        ResultPart(
            id=row.id,
            kind=row.t0,
            name=row.t1,
            test_code=row.t2,
            value_text=row.t3,
            unit=row.t4,
            description=row.t5,
            conclusion=row.t6,
            resulted_at=row.at,
        )
    )


def _measurement(parts: Parts, row: Any) -> None:
    parts.measurements.append(
        MeasuredPart(
            kind=row.t0,
            value=row.number,
            second_value=row.t1,
            questionable=row.t2 in ("1", "true", "t"),
        )
    )


def _finding(parts: Parts, row: Any) -> None:
    parts.findings.append(FindingPart(item=row.t0, finding=row.t1))


def _procedure(parts: Parts, row: Any) -> None:
    parts.procedures.append(row.t0)


def _note(parts: Parts, row: Any) -> None:
    parts.notes.append(NotePart(text=row.t0, noted_at=row.at))


def _document(parts: Parts, row: Any) -> None:
    parts.documents.append(DocumentPart(kind=row.t0, number=row.t1, text=row.t2, issued_on=row.on))


def _appointment(parts: Parts, row: Any) -> None:
    parts.appointments.append((row.on, row.at))


_READERS = {
    "diagnosis": _diagnosis,
    "medicine": _medicine,
    "result": _result,
    "measurement": _measurement,
    "finding": _finding,
    "procedure": _procedure,
    "note": _note,
    "document": _document,
    "appointment": _appointment,
}
