"""Part D of the record: one LANKHAM per examination."""

from collections.abc import Iterator
from datetime import date, datetime, time

from portal.interop.cells import days
from portal.interop.cells.numbers import measured, plain_number, whole
from portal.interop.claims import restricted, texts
from portal.interop.exchange831 import tags
from portal.interop.exchange831.nodes import Node
from portal.interop.exchange831.read import RecordRow
from portal.interop.problems import N_, CellRefused, NeverStored, RowProblem
from portal.interop.values.encounter import (
    DiagnosisRole,
    DiagnosisValue,
    EncounterKey,
    EncounterValue,
    LabValue,
    ReportValue,
    VitalSigns,
)
from portal.interop.values.person import PatientMatch
from portal.kernel.clock import VIETNAM
from portal.people.kinds import Sensitivity
from portal.visits import kept_apart


def visit(
    node: Node, row: RecordRow, patient: PatientMatch, today: date
) -> EncounterValue | RowProblem | NeverStored:
    """Return one examination, the reason it is left out, or NeverStored."""
    codes = texts.icd_codes(";".join(d.get("MABENH") for d in _diagnosed(node)))
    words = " ".join(d.get("TENBENH") + " " + d.get("KETLUAN") for d in _diagnosed(node))
    if kept_apart.codes_never_stored(codes) or restricted.names_hiv(words):
        return NeverStored()
    try:
        return _visit(node, row, patient, today)
    except CellRefused as refused:
        return refused.on_row(row.row)


def _visit(node: Node, row: RecordRow, patient: PatientMatch, today: date) -> EncounterValue:
    examined = days.past_day(node.get("NGAYKHAM"), "NGAYKHAM", today)
    begun = days.partial_day(node.get("NGAYBATDAU"), "NGAYBATDAU")
    on = examined or begun
    if on is None or not on.is_exact:
        raise CellRefused("NGAYKHAM", N_("A whole day is needed here: day, month and year."))
    code = node.get("MA_LK")
    if not code:
        raise CellRefused("MA_LK", N_("The treatment code is missing."))
    started = _moment(on.day)
    diagnoses = tuple(_diagnoses(node))
    sensitivity = next(
        (
            s
            for d in diagnoses
            if (s := kept_apart.sensitivity_of_code(d.code)) is not Sensitivity.NONE
        ),
        Sensitivity.NONE,
    )
    results = [r for r in node.items("CANLAMSANG") if not restricted.names_hiv(r.get("TENDICHVU"))]
    return EncounterValue(
        row=row.row,
        key=EncounterKey(node.get("MACSKCB") or row.header.get("SENDER_CODE"), code),
        patient=patient,
        started_at=started,
        facility_name=row.header.get("SENDER_NAME"),
        examiner=node.get("BACSIKHAM"),
        kind_code=node.get("MALOAIKCB") or "01",
        reason=node.get("LYDOKHAM"),
        admission_diagnosis="",
        final_diagnosis="; ".join(
            dict.fromkeys(d.get("KETLUAN") for d in _diagnosed(node) if d.get("KETLUAN"))
        ),
        history=node.get("BENHSU"),
        diagnoses=diagnoses,
        labs=tuple(_labs(results, started)),
        reports=tuple(_reports(results, started)),
        vital_signs=_signs(node, started),
        examinations=dict(_examinations(node)),
        advice=node.get("TUVAN"),
        sensitivity=sensitivity,
    )


def _moment(on: date) -> datetime:
    """Return the start of an examination known only by its day."""
    return datetime.combine(on, time(0, 0), VIETNAM)


def _diagnosed(node: Node) -> tuple[Node, ...]:
    """Return CHANDOANBENH, whether repeated or a list of rows."""
    found = node.children.get("CHANDOANBENH", ())
    rows = tuple(row for group in found for row in group.children.get("BENH", ()))
    return rows or found


def _diagnoses(node: Node) -> Iterator[DiagnosisValue]:
    for at, item in enumerate(_diagnosed(node)):
        codes = texts.icd_codes(item.get("MABENH"))
        if codes:
            role = DiagnosisRole.SECONDARY if at else DiagnosisRole.MAIN
            yield DiagnosisValue(codes[0], role, item.get("TENBENH"))


def _labs(rows: list[Node], started: datetime) -> Iterator[LabValue]:
    for at, row in enumerate(rows, 1):
        if row.get("MANHOM") != tags.IMAGING and row.get("KETQUA"):
            yield LabValue(
                line=str(at),
                name=row.get("TENDICHVU"),
                raw=row.get("KETQUA"),
                number=plain_number(row.get("KETQUA")),
                unit=row.get("DONVI"),
                service_code=row.get("MADICHVU"),
                resulted_at=started,
            )


def _reports(rows: list[Node], started: datetime) -> Iterator[ReportValue]:
    for at, row in enumerate(rows, 1):
        if row.get("MANHOM") == tags.IMAGING and row.get("KETQUA"):
            yield ReportValue(
                line=str(at),
                name=row.get("TENDICHVU"),
                service_code=row.get("MADICHVU"),
                conclusion=row.get("KETQUA"),
                resulted_at=started,
            )


def _signs(node: Node, started: datetime) -> tuple[VitalSigns, ...]:
    """Return the measurements; one of a pressure's two numbers alone is no pressure."""
    high, low = whole(node.get("HUYETAPTT")), whole(node.get("HUYETAPTD"))
    both = high is not None and low is not None and high > low > 0
    signs = VitalSigns(
        measured_at=started,
        pulse=whole(node.get("MACH")) or None,
        temperature=measured(node.get("NHIETDO")),
        systolic=high if both else None,
        diastolic=low if both else None,
        breaths=whole(node.get("NHIPTHO")) or None,
        weight=measured(node.get("CANNANG")),
        height=measured(node.get("CHIEUCAO")),
        waist=measured(node.get("VONGBUNG")),
    )
    return () if signs == VitalSigns(measured_at=started) else (signs,)


def _examinations(node: Node) -> Iterator[tuple[str, str]]:
    for item, tag in tags.EXAMINATIONS.items():
        words = node.get(tag)
        if item == "general_skin_mucosa":
            words = "; ".join(part for part in (words, node.get("KHAMNIEMMAC")) if part)
        if words:
            yield item, words
    for sight in node.items("DSTHILUC"):
        for item, tag in zip(
            tags.ACUITY.get(sight.get("SUDUNGKINH"), ()), ("MATPHAI", "MATTRAI"), strict=False
        ):
            if sight.get(tag):
                yield item, sight.get(tag)
