"""From a school's health-check list to encounters."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from hashlib import blake2b
from pathlib import Path

from portal.interop.cells import days, identity, people
from portal.interop.cells.numbers import measured, pressure, whole
from portal.interop.checkups.layout import SCHOOL
from portal.interop.problems import N_, CellRefused, FileRefused, Reason, RowProblem, Weight
from portal.interop.values.encounter import EncounterKey, EncounterValue, VitalSigns
from portal.interop.values.person import PatientMatch
from portal.kernel.clock import VIETNAM
from portal.kernel.sheets.headed import Record, Table
from portal.kernel.sheets.rows import open_sheets
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem

_ABSENT = {"vang", "vang mat", "khong kham"}
_SCHOOL_CHECK = "15"
_CLASSES = {"i": "I", "ii": "II", "iii": "III", "iv": "IV", "v": "V",
            "1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}  # fmt: skip
_TEXTS = (
    "va_right_uncorrected", "va_left_uncorrected", "va_right_corrected", "va_left_corrected",
    "exam_ent", "exam_dental", "exam_musculoskeletal", "exam_dermatology", "exam_other",
)  # fmt: skip


def checks(path: Path, today: date) -> Iterator[EncounterValue | RowProblem]:
    """Yield one encounter for each pupil who was there; absent pupils give a warning."""
    for sheet in open_sheets(path):
        table = Table(sheet.rows, SCHOOL)
        if table.header is not None:
            for record in table.records():
                yield _check(record, today)
            return
    raise FileRefused(N_("This file has no columns we know."))


def _check(record: Record, today: date) -> EncounterValue | RowProblem:
    absent = {fold(record.text("class_of_health")), fold(record.text("advice"))} & _ABSENT
    if absent:
        reason = Reason(N_("The pupil was absent; nothing was taken in."))
        return RowProblem(record.row, record.header.title("advice"), reason, Weight.WARNING)
    try:
        return _encounter(record, today)
    except CellRefused as refused:
        return refused.on_row(record.row)


def _encounter(record: Record, today: date) -> EncounterValue:
    title = record.header.title
    examined = days.past_day(record["examined"], title("examined"), today)
    if examined is None or not examined.is_exact:
        raise CellRefused(title("examined"), N_("A whole day is needed here: day, month and year."))
    patient = _patient(record, today)
    started = datetime.combine(examined.day, time(0, 0), VIETNAM)
    grade = _CLASSES.get(fold(record.text("class_of_health")).removeprefix("loai").strip(), "")
    conclusion = f"Phân loại sức khỏe: {grade}" if grade else ""
    return EncounterValue(
        row=record.row,
        key=_key(record, patient, examined.day),
        patient=patient,
        started_at=started,
        kind_code=_SCHOOL_CHECK,
        facility_name=record.text("school"),
        reason="Khám sức khỏe học sinh",
        final_diagnosis="; ".join(filter(None, (record.text("nutrition"), conclusion))),
        vital_signs=_signs(record, started),
        examinations={item: record.text(item) for item in _TEXTS if record.text(item)},
        advice=record.text("advice"),
    )


def _key(record: Record, patient: PatientMatch, on: date) -> EncounterKey:
    """Make a key of a list that has none: the same pupil and day is the same check."""
    who = patient.personal_id or fold(patient.full_name)
    school, form = fold(record.text("school")), fold(record.text("class"))
    text = "\x1f".join((school, form, who, on.isoformat()))
    return EncounterKey("school", blake2b(text.encode(), digest_size=12).hexdigest())


def _patient(record: Record, today: date) -> PatientMatch:
    title = record.header.title
    number = identity.identity(record["identity"], title("identity"))
    patient = PatientMatch(
        full_name=record.text("name"),
        birth=days.past_day(record["birth"], title("birth"), today),
        sex=people.sex(record["sex"], title("sex")),
        identifiers=(number,) if number else (),
        phone=identity.phone(record["parent_phone"]),
        mother_name=record.text("parent"),
    )
    if number is not None and number.system is IdentifierSystem.PERSONAL_ID:
        return replace(patient, personal_id=number.value)
    return patient


def _signs(record: Record, started: datetime) -> tuple[VitalSigns, ...]:
    both = pressure(record.text("pressure"))
    signs = VitalSigns(
        measured_at=started,
        pulse=whole(record["pulse"]) or None,
        systolic=both[0] if both else None,
        diastolic=both[1] if both else None,
        weight=measured(record["weight"]),
        height=measured(record["height"]),
    )
    return () if signs == VitalSigns(measured_at=started) else (signs,)
