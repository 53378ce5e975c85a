"""Everything written down in one visit, read in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal.kernel.db import reads
from portal.people.sight import Sight
from portal.visits.parts_query import PARTS


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


def parts_of(encounter_id: UUID, *, sight: Sight) -> Parts:
    """Return everything of one version of a visit that may be shown."""
    rows = reads().execute(PARTS, {"encounter_id": encounter_id, **sight.parameters})
    return read_parts(rows)


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
