"""Part D of a record as elements: the reverse of `visits`."""

from collections.abc import Mapping

from lxml import etree

from portal.interop.exchange831 import tags
from portal.interop.exchange831.elements import day, put
from portal.interop.values.encounter import EncounterValue, VitalSigns
from portal.interop.values.health_record import HealthRecordValue
from portal.kernel import clock

_NO_SIGNS = VitalSigns()


def visits(parent: etree._Element, record: HealthRecordValue) -> None:
    """Add one LANKHAM per examination."""
    listed = etree.SubElement(parent, "DSLANKHAM")
    for value in record.visits:
        _visit(etree.SubElement(listed, "LANKHAM"), value)


def _visit(parent: etree._Element, value: EncounterValue) -> None:
    examined = day(clock.local(value.started_at).date())
    put(
        parent,
        {
            "MA_LK": value.key.treatment_code,
            "MACSKCB": value.key.facility_code,
            "NGAYKHAM": examined,
            "NGAYBATDAU": examined,
            "NGAYKETTHUC": examined,
            "MALOAIKCB": value.kind_code,
            "LYDOKHAM": value.reason,
            "BENHSU": value.history,
        },
    )
    _signs(parent, next(iter(value.vital_signs), _NO_SIGNS))
    _findings(parent, value.examinations)
    _results(parent, value)
    _diagnoses(parent, value)
    put(parent, {"TUVAN": value.advice, "BACSIKHAM": value.examiner, "MABACSI": ""})


def _signs(parent: etree._Element, signs: VitalSigns) -> None:
    def figure(number: object) -> str:
        return "" if number is None else str(number)

    put(
        parent,
        {
            "MACH": figure(signs.pulse),
            "NHIETDO": figure(signs.temperature),
            "HUYETAPTT": figure(signs.systolic),
            "HUYETAPTD": figure(signs.diastolic),
            "NHIPTHO": figure(signs.breaths),
            "CANNANG": figure(signs.weight),
            "CHIEUCAO": figure(signs.height),
            "VONGBUNG": figure(signs.waist),
        },
    )


def _findings(parent: etree._Element, findings: Mapping[str, str]) -> None:
    put(parent, {tag: findings.get(item, "") for item, tag in tags.EXAMINATIONS.items()})
    put(parent, {"KHAMNIEMMAC": ""})
    sight = etree.SubElement(parent, "DSTHILUC")
    for glasses, (right, left) in tags.ACUITY.items():
        put(
            etree.SubElement(sight, "THILUC"),
            {
                "SUDUNGKINH": glasses,
                "MATPHAI": findings.get(right, ""),
                "MATTRAI": findings.get(left, ""),
            },
        )


def _results(parent: etree._Element, value: EncounterValue) -> None:
    listed = etree.SubElement(parent, "CANLAMSANG")
    for lab in value.labs:
        put(
            etree.SubElement(listed, "DICHVU"),
            {
                "MADICHVU": lab.service_code,
                "MANHOM": tags.LABORATORY,
                "TENDICHVU": lab.name,
                "KETQUA": lab.raw,
                "DONVI": lab.unit,
            },
        )
    for report in value.reports:
        put(
            etree.SubElement(listed, "DICHVU"),
            {
                "MADICHVU": report.service_code,
                "MANHOM": tags.IMAGING,
                "TENDICHVU": report.name,
                "KETQUA": report.conclusion,
                "DONVI": "",
            },
        )


def _diagnoses(parent: etree._Element, value: EncounterValue) -> None:
    """Add the diagnoses; the conclusion stands once, beside the first."""
    codes = [(d.code, d.name) for d in value.diagnoses] or [("", "")]
    for at, (code, name) in enumerate(codes):
        put(
            etree.SubElement(parent, "CHANDOANBENH"),
            {
                "MABENH": code,
                "TENBENH": name,
                "KETLUAN": "" if at else value.final_diagnosis,
            },
        )
