"""From a check of the KHAMSUCKHOE message to an encounter."""

import re
from collections.abc import Iterator
from datetime import datetime

from portal.interop.cells import identity
from portal.interop.cells.numbers import measured, plain_number, pressure, whole
from portal.interop.checkups.invented import is_invented
from portal.interop.checkups.read import CheckRow
from portal.interop.claims import restricted, texts
from portal.interop.claims.read import Fields
from portal.interop.problems import N_, CellRefused, NeverStored, RowProblem
from portal.interop.values.encounter import (
    DiagnosisRole,
    DiagnosisValue,
    EncounterKey,
    EncounterValue,
    LabValue,
    VitalSigns,
)
from portal.interop.values.person import IdentifierValue, PatientMatch, PlaceValue
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, Sensitivity, Sex
from portal.visits import kept_apart

Mapped = EncounterValue | RowProblem | NeverStored
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
_WITH_UNIT = re.compile(r"(\d+(?:[.,]\d+)?) ?([^\d\s].*)")
_FILLER_UNITS = {"lan"}
_EXAMINATIONS = {
    "va_right_uncorrected": "KHONG_KINH_MAT_PHAI",
    "va_left_uncorrected": "KHONG_KINH_MAT_TRAI",
    "va_right_corrected": "CO_KINH_MAT_PHAI",
    "va_left_corrected": "CO_KINH_MAT_TRAI",
    "exam_cardiovascular": "NHI_KHOA_TUAN_HOAN",
    "exam_respiratory": "NHI_KHOA_HO_HAP",
    "exam_digestive": "NHI_KHOA_TIEU_HOA",
    "exam_neurological": "NHI_KHOA_THAN_KINH",
    "exam_other": "NHI_KHOA_KHAC",
}


def check(row: CheckRow, now: datetime) -> Iterator[Mapped]:
    """Yield the encounter of a check.

    Yes/no findings are not taken in: 0 cannot be told from "not examined". Vaccination
    flags never make a dose.
    """
    conclusion = row.part("KET_LUAN")
    codes = texts.icd_codes(conclusion.get("KET_LUAN_BENH", ""))
    if kept_apart.codes_never_stored(codes):
        yield NeverStored()
        return
    try:
        yield _encounter(row, codes, now)
    except CellRefused as refused:
        yield refused.on_row(row.row)


def _encounter(row: CheckRow, codes: tuple[str, ...], now: datetime) -> EncounterValue:
    visit, who = row.part("THONG_TIN_CHUNG_VE_LAN_KHAM"), row.part("THONG_TIN_HANH_CHINH")
    conclusion = row.part("KET_LUAN")
    started = texts.moment(visit.get("NGAY_VAO", ""), "NGAY_VAO")
    if started is None or not visit.get("MA_LK"):
        raise CellRefused("MA_LK", N_("The treatment code or the time of arrival is missing."))
    if started > now:
        raise CellRefused("NGAY_VAO", N_("This day lies in the future."))
    diagnoses = tuple(
        DiagnosisValue(code, DiagnosisRole.SECONDARY if at else DiagnosisRole.MAIN)
        for at, code in enumerate(codes)
    )
    return EncounterValue(
        row=row.row,
        key=EncounterKey(visit.get("MA_CSKCB") or row.sender, visit["MA_LK"]),
        patient=_patient(who),
        started_at=started,
        kind_code=visit.get("MA_LOAI_KCB", "15"),
        reason=who.get("LY_DO_VV", ""),
        final_diagnosis=conclusion.get("CAC_VAN_DE_SUC_KHOE", ""),
        diagnoses=diagnoses,
        labs=tuple(_labs(row)),
        vital_signs=_signs(row, started),
        examinations=_examinations(row.part("KHAM_LAM_SANG")),
        advice=conclusion.get("CAC_BENH_TAT_NEU_CO", ""),
        sensitivity=next(
            (s for c in codes if (s := kept_apart.sensitivity_of_code(c)) != Sensitivity.NONE),
            Sensitivity.NONE,
        ),
    )


def _patient(who: Fields) -> PatientMatch:
    name = who.get("HO_TEN", "")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused("HO_TEN", N_("The name is missing."))
    number = identity.identity(who.get("SO_CCCD", ""), "SO_CCCD")
    numbers: tuple[IdentifierValue, ...] = (number,) if number else ()
    known = number is not None and number.system is IdentifierSystem.PERSONAL_ID
    return PatientMatch(
        full_name=name,
        birth=texts.birth(who.get("NGAY_SINH", ""), old_form=False),
        sex=_SEXES.get(who.get("GIOI_TINH", ""), Sex.UNKNOWN),
        personal_id=number.value if number is not None and known else "",
        identifiers=numbers,
        phone=identity.phone(who.get("DIEN_THOAI_NGH", "")),
        place=PlaceValue(line=who.get("DIA_CHI", "")),
        mother_name=who.get("NGUOI_GIAM_HO", ""),
        ethnicity_code=texts.coded("MA_DANTOC", who.get("MA_DAN_TOC", "")),
        blood_group=who.get("NHOM_MAU", ""),
    )


def _labs(row: CheckRow) -> Iterator[LabValue]:
    for at, line in enumerate(row.results, 1):
        raw, unit = line.get("GIA_TRI", ""), line.get("DON_VI_DO", "")
        name = line.get("TEN_CHI_SO") or line.get("MO_TA", "")
        if not raw or restricted.names_hiv(name):
            continue
        if fold(unit) in _FILLER_UNITS:
            unit = ""
        number = plain_number(raw)
        match = _WITH_UNIT.fullmatch(raw)
        if number is None and match and fold(match[2]) == fold(unit or match[2]):
            number, unit = plain_number(match[1]), unit or match[2]
        yield LabValue(
            line=str(at),
            name=name,
            raw=raw,
            number=number,
            unit=unit,
            code=line.get("MA_CHI_SO", ""),
            service_code=line.get("MA_DICH_VU", ""),
            conclusion=line.get("KET_LUAN", ""),
        )


def _signs(row: CheckRow, started: datetime) -> tuple[VitalSigns, ...]:
    body, vital = row.part("KHAM_THE_LUC"), row.part("DANH_GIA_DAU_HIEU_SINH_TON")
    both = pressure(body.get("HUYET_AP") or vital.get("HUYET_AP", ""))
    signs = VitalSigns(
        measured_at=started,
        pulse=whole(body.get("MACH") or vital.get("MACH", "")) or None,
        temperature=measured(vital.get("NHIET_DO", "")),
        systolic=both[0] if both else None,
        diastolic=both[1] if both else None,
        breaths=whole(vital.get("NHIP_THO", "")) or None,
        saturation=whole(vital.get("SPO2", "")) or None,
        weight=measured(body.get("CAN_NANG", "")),
        height=measured(body.get("CHIEU_CAO", "")),
        doubtful="exporter filler" if is_invented(body, vital) else "",
    )
    return () if signs == VitalSigns(measured_at=started) else (signs,)


def _examinations(part: Fields) -> dict[str, str]:
    """Return findings in words; acuity such as "6/10" or "ĐNT 3m" is words too."""
    return {item: part[tag] for item, tag in _EXAMINATIONS.items() if part.get(tag)}
