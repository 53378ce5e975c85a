"""One visit in words (picture 06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.measurements.kinds import UNITS, MeasurementKind
from portal.visits import result_page, wording
from portal.visits.diagnoses import in_plain_words
from portal.visits.dosing import DayPart, day_table
from portal.visits.form import ITEMS
from portal.visits.kinds import DiagnosisRole, ResultKind
from portal.visits.parts import DiagnosisPart, MeasuredPart, MedicinePart, Parts, ResultPart
from portal.visits.queries import VisitHead, VisitRow
from portal.visits.result_page import Patient, ShownResult, Written


@dataclass(frozen=True, kw_only=True)
class ShownDiagnosis:
    label: str
    name: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class ShownMedicine:
    """`slots` is the table of the day when the text itself spells one out."""

    name: str
    slots: Sequence[tuple[str, str] | None] | None
    sentence: str


@dataclass(frozen=True, kw_only=True)
class ShownImage:
    name: str
    lines: Sequence[str]
    source: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Labelled:
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class VisitPage:
    """The visit, ready to be written into the page."""

    title_day: str
    where: str
    merged_note: str
    care: str
    medicine_until: str
    to_do: Sequence[str]
    come_back: Sequence[str]
    reason: str
    diagnoses: Sequence[ShownDiagnosis]
    medicines: Sequence[ShownMedicine]
    results: Sequence[ShownResult]
    images: Sequence[ShownImage]
    measured: Sequence[Labelled]
    doubtful: bool
    findings: Sequence[Labelled]
    procedures: Sequence[str]
    notes: Sequence[Labelled]
    documents: Sequence[Labelled]
    treatment: str
    source: str
    corrected: bool


def page_of(head: VisitHead, parts: Parts, patient: Patient, before: dict[int, str]) -> VisitPage:
    """Put a visit into words; `before` holds earlier values by result."""
    language = current_language()
    source = source_of(head)
    laboratory = [part for part in parts.results if part.kind == ResultKind.LABORATORY]
    others = [part for part in parts.results if part.kind != ResultKind.LABORATORY]
    return VisitPage(
        title_day=formats.day(head.started_at, language=language),
        where=", ".join(filter(None, (head.clinician, facility_of(head)))),
        merged_note=_("Now part of %(name)s", name=head.successor_name)
        if head.successor_name
        else "",
        care=wording.care_class(head.care_class),
        medicine_until=_medicine_until(head),
        to_do=_lines(head.advice),
        come_back=[_come_back(*one) for one in parts.appointments],
        reason=head.reason or "",
        diagnoses=_diagnoses(head, parts.diagnoses),
        medicines=[_medicine(part) for part in parts.medicines],
        results=[
            result_page.shown(written_of(part, head), patient, source, before.get(part.id, ""))
            for part in laboratory
        ],
        images=[_image(part, source) for part in others],
        measured=[_measured(part) for part in parts.measurements],
        doubtful=any(part.questionable for part in parts.measurements),
        findings=[
            Labelled(label=ITEMS[part.item].label.in_language(language), value=part.finding)
            for part in parts.findings
            if part.item in ITEMS
        ],
        procedures=parts.procedures,
        notes=[
            Labelled(
                label=formats.moment(note.noted_at, language=language) if note.noted_at else "",
                value=note.text,
            )
            for note in parts.notes
        ],
        documents=[
            Labelled(label=str(wording.DOCUMENTS[part.kind]), value=part.text)
            for part in parts.documents
        ],
        treatment=head.treatment or "",
        source=source,
        corrected=head.replaces_id is not None,
    )


def facility_of(visit: VisitHead | VisitRow) -> str:
    """Name the facility, by its code when nobody has told its name."""
    return visit.facility_name or _("Facility %(code)s", code=visit.facility_code)


def source_of(head: VisitHead) -> str:
    """Say who wrote the visit down and when."""
    day = formats.day(head.started_at, language=current_language())
    return _("%(place)s recorded %(day)s.", place=facility_of(head), day=day)


def written_of(part: ResultPart, head: VisitHead) -> Written:
    """Read a result of the visit as the result page wants it."""
    return Written(
        id=part.id,
        name=part.name,
        test_code=part.test_code,
        value_text=part.value_text,
        unit=part.unit,
        resulted_at=part.resulted_at or head.started_at,
    )


def heading_of(row: VisitRow) -> str:
    """Return what a visit was about, as the file says it."""
    return row.main_diagnosis or row.final_diagnosis or row.reason or _("Visit")


def _medicine_until(head: VisitHead) -> str:
    if head.ended_at is None or head.ended_at <= clock.now():
        return ""
    return _("Medicine until %(day)s", day=formats.day(head.ended_at, language=current_language()))


def _lines(text: str | None) -> Sequence[str]:
    return [line.strip(" -•\t") for line in (text or "").splitlines() if line.strip(" -•\t")]


def _come_back(on: date, at: datetime | None) -> str:
    day = formats.long_day(on, language=current_language())
    if at is None:
        return _("Come back: %(day)s", day=day)
    return _("Come back: %(day)s, %(time)s", day=day, time=formats.clock_time(at))


def _diagnoses(head: VisitHead, parts: Sequence[DiagnosisPart]) -> Sequence[ShownDiagnosis]:
    language = current_language()
    found = []
    for part in parts:
        words = in_plain_words(part.icd10)
        name = part.name or (head.final_diagnosis if part.role == DiagnosisRole.MAIN else None)
        found.append(
            ShownDiagnosis(
                label=_diagnosis_label(part),
                name=name or part.icd10 or "",
                plain=words.in_language(language) if words else "",
            )
        )
    if not found and head.final_diagnosis:
        found.append(ShownDiagnosis(label=_("Diagnosis"), name=head.final_diagnosis, plain=""))
    return found


def _diagnosis_label(part: DiagnosisPart) -> str:
    main = part.role == DiagnosisRole.MAIN
    if not part.icd10:
        return _("Main illness") if main else _("Also")
    if main:
        return _("Main illness, code %(code)s", code=part.icd10)
    return _("Also, code %(code)s", code=part.icd10)


def _medicine(part: MedicinePart) -> ShownMedicine:
    table = day_table(part.dose_text, part.instruction)
    slots = None
    if table:
        amounts = [table.amount_at(each) for each in DayPart]
        slots = [(amount, table.unit) if amount else None for amount in amounts]
    sentences = [part.instruction, None if table else part.dose_text, _quantity(part)]
    return ShownMedicine(
        name=" ".join(filter(None, (part.name, part.strength))),
        slots=slots,
        sentence=". ".join(text.rstrip(". ") for text in sentences if text),
    )


def _quantity(part: MedicinePart) -> str | None:
    if part.quantity is None:
        return None
    amount = formats.number(part.quantity, language=current_language())
    return _("Given: %(amount)s %(unit)s", amount=amount, unit=(part.unit or "").lower()).strip()


def _image(part: ResultPart, source: str) -> ShownImage:
    return ShownImage(
        id=part.id,
        name=part.name,
        lines=[text for text in (part.conclusion, part.description, part.value_text) if text],
        source=source,
    )


def _measured(part: MeasuredPart) -> Labelled:
    kind = MeasurementKind(part.kind)
    value = formats.number(part.value, language=current_language())
    if part.second_value:
        value += "/" + formats.number(part.second_value, language=current_language())
    return Labelled(label=str(wording.MEASURED[kind]), value=f"{value}{formats.NBSP}{UNITS[kind]}")
