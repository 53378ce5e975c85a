"""From an episode of a claim file to an encounter."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from portal.interop.claims import papers, restricted, results, texts, treatments, vital_signs
from portal.interop.claims.elements import KNOWN
from portal.interop.claims.patient import patient
from portal.interop.claims.read import Claim, Fields
from portal.interop.problems import N_, CellRefused, NeverStored, RowProblem
from portal.interop.values.encounter import (
    BirthValue,
    DiagnosisRole,
    DiagnosisValue,
    EncounterKey,
    EncounterValue,
    NoteValue,
    VitalSigns,
)
from portal.people.kinds import Sensitivity
from portal.visits import kept_apart

Mapped = EncounterValue | BirthValue | RowProblem | NeverStored

# MA_LOAI_KCB of QĐ 4210 has one digit; the list in force has two (QĐ 1804/QĐ-BYT 2026).
_OLD_CLASSES = {"1": "01", "2": "02", "3": "03"}
_MOST_SECONDARY = 12


def encounter(claim: Claim, now: datetime) -> Iterator[Mapped]:
    """Yield the encounter of an episode, and its birth certificates.

    An episode of a register that is never shared yields only NeverStored; one that
    cannot be understood yields the reason.
    """
    if restricted.never_stored(claim):
        yield NeverStored()
        return
    names = treatments.service_names(claim.rows("XML3"))
    kept = results.without_hiv_tests(claim.rows("XML4"), names)
    try:
        found = _encounter(claim, now, names, kept)
    except CellRefused as refused:
        yield refused.on_row(claim.row)
        return
    for _ in range(len(claim.rows("XML4")) - len(kept)):
        yield NeverStored()
    yield from papers.births(claim, found.key)
    yield found


def is_old_form(row: Fields) -> bool:
    """Say whether a summary is of QĐ 4210, by its elements and not by its date."""
    return "MA_BENH_CHINH" not in row and ("MA_BENH" in row or "MA_LYDO_VVIEN" in row)


def _encounter(
    claim: Claim, now: datetime, names: Mapping[str, str], result_rows: Sequence[Fields]
) -> EncounterValue:
    row = claim.summary
    old_form = is_old_form(row)
    key = _key(claim)
    started, ended = _period(row)
    match = patient(claim, key.facility_code, started, old_form=old_form)
    notes, signs = _course(claim)
    weighed = vital_signs.weight(row.get("CAN_NANG", ""), match.birth, started)
    sensitivity, because = restricted.sensitivity(claim)
    return EncounterValue(
        row=claim.row,
        key=key,
        patient=match,
        started_at=started,
        ended_at=ended,
        admitted_at=texts.loose_moment(row.get("NGAY_VAO_NOI_TRU", "")),
        ends_in_future=ended is not None and ended > now,
        paid_at=texts.loose_moment(row.get("NGAY_TTOAN", "")),
        kind_code=_class(row),
        department_codes=texts.codes(row.get("MA_KHOA", "")),
        examiner=_examiner(claim),
        reason=texts.words(row.get("LY_DO_VV", "")),
        admission_reason=texts.words(row.get("LY_DO_VNT", "")),
        admission_diagnosis=texts.words(row.get("CHAN_DOAN_VAO", "")),
        final_diagnosis=texts.words(row.get("CHAN_DOAN_RV") or row.get("TEN_BENH", "")),
        diagnoses=_diagnoses(row),
        medicines=treatments.medicines(claim.rows("XML2")),
        procedures=treatments.procedures(claim.rows("XML3")),
        labs=results.labs(result_rows, names),
        reports=results.reports(result_rows, names),
        notes=notes,
        vital_signs=(*signs, weighed) if weighed else signs,
        letters=tuple(papers.letters(claim)),
        appointments=papers.appointments(claim),
        costs=papers.costs(row),
        outcome_code=row.get("KET_QUA_DTRI", ""),
        discharge_code=row.get("MA_LOAI_RV") or row.get("TINH_TRANG_RV", ""),
        treatment=texts.words(row.get("PP_DIEU_TRI", "")),
        advice=texts.words(row.get("GHI_CHU", "")),
        record_number=row.get("MA_HSBA", ""),
        referred_from=row.get("MA_NOI_DI", ""),
        referred_to=row.get("MA_NOI_DEN", ""),
        sensitivity=sensitivity,
        sensitive_because=because,
        unknown_fields={k: v for k, v in row.items() if v and k not in KNOWN},
    )


def _period(row: Fields) -> tuple[datetime, datetime | None]:
    started = texts.moment(row.get("NGAY_VAO", ""), "NGAY_VAO")
    if started is None:
        raise CellRefused("NGAY_VAO", N_("The time of arrival is missing."))
    ended = texts.moment(row.get("NGAY_RA", ""), "NGAY_RA")
    if ended is not None and ended < started:
        raise CellRefused("NGAY_RA", N_("The visit ends before it begins."))
    return started, ended


def _key(claim: Claim) -> EncounterKey:
    row = claim.summary
    code = row.get("MA_LK", "")
    if not code:
        raise CellRefused("MA_LK", N_("The treatment code is missing."))
    facility = row.get("MA_CSKCB") or claim.sender
    if not facility:
        raise CellRefused("MA_CSKCB", N_("The facility code is missing."))
    return EncounterKey(facility, code)


def _examiner(claim: Claim) -> str:
    """Return the doctor a letter names; the summary holds licence numbers only."""
    letters = (row for part in ("XML7", "XML8") for row in claim.rows(part))
    return next((row["TEN_BS"] for row in letters if row.get("TEN_BS")), "")


def _class(row: Fields) -> str:
    code = row.get("MA_LOAI_KCB", "")
    return _OLD_CLASSES.get(code, code)


def _diagnoses(row: Fields) -> tuple[DiagnosisValue, ...]:
    """Return one main diagnosis and at most twelve more, repeats dropped.

    The name belongs to the main code only where there is no other: the text of the
    file covers all of them and is kept whole as the final diagnosis.
    """
    main = texts.icd_codes(row.get("MA_BENH_CHINH") or row.get("MA_BENH", ""))
    others = texts.icd_codes(row.get("MA_BENH_KT") or row.get("MA_BENHKHAC", ""))
    codes = dict.fromkeys((*main, *others))
    ordered = [
        DiagnosisValue(code, DiagnosisRole.SECONDARY if at else DiagnosisRole.MAIN, name)
        for at, (code, name) in enumerate(_named(tuple(codes)[: _MOST_SECONDARY + 1], row))
    ]
    traditional = texts.codes(row.get("MA_BENH_YHCT", ""))
    return (*ordered, *(DiagnosisValue(code, DiagnosisRole.TRADITIONAL) for code in traditional))


def _named(codes: tuple[str, ...], row: Fields) -> Iterator[tuple[str, str]]:
    """Pair codes with the facility's words where their number shows which belongs to which."""
    text = texts.words(row.get("CHAN_DOAN_RV") or row.get("TEN_BENH", ""))
    names = [name.strip() for name in text.split(";") if name.strip()]
    if len(names) != len(codes):
        names = [text] if len(codes) == 1 else []
    for at, code in enumerate(codes):
        yield code, names[at] if at < len(names) else ""


def _course(claim: Claim) -> tuple[tuple[NoteValue, ...], tuple[VitalSigns, ...]]:
    entries = list(vital_signs.course(claim.rows("XML5")))
    return (
        tuple(n for n, _ in entries if n is not None and not restricted.names_hiv(n.text)),
        tuple(signs for _, signs in entries if signs is not None),
    )


def diagnosis_sensitivity(diagnosis: DiagnosisValue) -> Sensitivity:
    """Return why one diagnosis of an encounter is kept apart."""
    return kept_apart.sensitivity_of_code(diagnosis.code)
