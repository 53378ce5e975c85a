"""One visit in words (picture 06)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.visits import result_page, visit_lines, wording
from portal.visits.dosing import DayPart, day_table
from portal.visits.form import ITEMS
from portal.visits.kinds import ResultKind
from portal.visits.parts import MedicinePart, Parts, ResultPart
from portal.visits.queries import VisitHead, VisitRow
from portal.visits.result_page import Patient, ShownResult, Written
from portal.visits.visit_lines import Labelled, ShownDiagnosis, ShownDocument, ShownImage


@dataclass(frozen=True, kw_only=True)
class ShownMedicine:
    """`slots` is the table of the day when the text itself spells one out."""

    name: str
    slots: Sequence[tuple[str, str] | None] | None
    sentence: str


@dataclass(frozen=True, kw_only=True)
class VisitPage:
    """The visit, ready to be written into the page."""

    title_day: str
    where: str
    merged_note: str
    care: str
    until: str
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
    documents: Sequence[ShownDocument]
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
        until=_until(head),
        to_do=visit_lines.lines(head.advice),
        come_back=[visit_lines.come_back(*one) for one in parts.appointments],
        reason=head.reason or "",
        diagnoses=visit_lines.diagnoses(parts.diagnoses, head.final_diagnosis),
        medicines=[shown_medicine(part) for part in parts.medicines],
        results=[
            result_page.shown(written_of(part, head), patient, source, before.get(part.id, ""))
            for part in laboratory
        ],
        images=[visit_lines.image(part, source) for part in others],
        measured=[visit_lines.measured(part) for part in parts.measurements],
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
        documents=[visit_lines.document(part) for part in parts.documents],
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


def _until(head: VisitHead) -> str:
    """Say when a stay ended, or how long the medicine lasts: such episodes end in future."""
    if head.ended_at is None:
        return ""
    day = formats.day(head.ended_at, language=current_language())
    if head.ended_at > clock.now():
        return _("Medicine until %(day)s", day=day)
    return _("Left on %(day)s", day=day) if wording.is_stay(head.care_class) else ""


def shown_medicine(part: MedicinePart) -> ShownMedicine:
    """Show a medicine: the table of the day where the text spells one out, the text else."""
    of_dose = day_table(part.dose_text)
    table = of_dose or day_table(part.instruction)
    slots = None
    if table:
        amounts = [table.amount_at(each) for each in DayPart]
        slots = [(amount, table.unit) if amount else None for amount in amounts]
    told = [None if of_dose else part.dose_text, part.instruction]
    if not table and not any(told):
        told = [_("How to take it: not recorded")]
    sentences = [text.rstrip(". ") for text in (*told, _quantity(part)) if text]
    return ShownMedicine(
        name=_medicine_name(part), slots=slots, sentence=". ".join(dict.fromkeys(sentences))
    )


def _medicine_name(part: MedicinePart) -> str:
    """Write the strength after the name unless the name has it already."""
    strength = part.strength or ""
    told = strength.replace(" ", "").casefold() in part.name.replace(" ", "").casefold()
    return part.name if told else f"{part.name} {strength}"


def _quantity(part: MedicinePart) -> str | None:
    if part.quantity is None:
        return None
    amount = formats.number(part.quantity, language=current_language())
    return _("Given: %(amount)s %(unit)s", amount=amount, unit=(part.unit or "").lower()).strip()
