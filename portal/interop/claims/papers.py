"""Letters, appointments and birth certificates that travel with an episode."""

from collections.abc import Iterator
from datetime import datetime

from portal.interop.cells.numbers import dong
from portal.interop.claims import restricted, texts
from portal.interop.claims.read import Claim, Fields
from portal.interop.values.encounter import (
    AppointmentValue,
    BirthValue,
    CostValue,
    EncounterKey,
    LetterKind,
    LetterValue,
)

_LETTERS = {
    "XML7": (LetterKind.DISCHARGE, "SO_LUU_TRU"),
    "XML8": (LetterKind.SUMMARY, "MA_LK"),
    "XML10": (LetterKind.PREGNANCY_LEAVE, "SO_CT"),
    "XML11": (LetterKind.SICK_LEAVE, "SO_CT"),
    "XML13": (LetterKind.REFERRAL, "SO_GIAYCHUYENTUYEN"),
}
# Kept out of a letter's fields: keys, people's numbers and what the summary already has.
_NOT_KEPT = {
    "MA_LK", "MA_BN", "HO_TEN", "NGAY_SINH", "GIOI_TINH", "DIA_CHI", "MA_THE_BHYT", "MA_THE_TAM",
    "SO_CCCD", "MA_BHXH", "MA_CHA", "MA_ME", "HO_TEN_CHA", "HO_TEN_ME", "MA_TTDV", "MA_BS",
    "DU_PHONG", "STT", "GT_THE_DEN", "MA_DINH_CHI_THAI", "TUOI_THAI", "NGUYENNHAN_DINHCHI",
    "THOIGIAN_DINHCHI",
}  # fmt: skip


def letters(claim: Claim) -> Iterator[LetterValue]:
    for part, (kind, number) in _LETTERS.items():
        for row in claim.rows(part):
            kept = {
                name: text
                for name, text in row.items()
                if text and name not in _NOT_KEPT and not restricted.names_hiv(text)
            }
            yield LetterValue(
                kind=kind,
                number="" if number == "MA_LK" else row.get(number, ""),
                issued_on=texts.loose_day(row.get("NGAY_CT", "")),
                fields=kept,
            )


def appointments(claim: Claim) -> tuple[AppointmentValue, ...]:
    """Return the days to come back; a paper (XML14) wins over the bare day of XML1."""
    found = {}
    for text in texts.parts(claim.summary.get("NGAY_TAI_KHAM", "")):
        on = texts.loose_day(text)
        if on is not None:
            found[on] = AppointmentValue(on=on)
    for row in claim.rows("XML14"):
        for text in texts.parts(row.get("NGAY_HEN_KL", "")):
            at = texts.loose_moment(text)
            if at is not None:
                paper = AppointmentValue(
                    on=at.date(), at=_hour(at, text), number=row.get("SO_GIAYHEN_KL", "")
                )
                found[at.date()] = paper
    return tuple(found[on] for on in sorted(found))


def _hour(at: datetime, text: str) -> datetime | None:
    return at if len(text.replace(":", "")) >= 12 and (at.hour or at.minute) else None


def births(claim: Claim, key: EncounterKey) -> Iterator[BirthValue]:
    """Yield birth certificates (XML9): they go to a staff queue."""
    for row in claim.rows("XML9"):
        yield BirthValue(
            row=claim.row,
            key=key,
            mother_name=row.get("HO_TEN_ME") or row.get("HO_TEN_NND", ""),
            mother_personal_id=row.get("SO_CCCD_NND") or row.get("SO_CCCD_ME", ""),
            child_name=row.get("TEN_CON") or row.get("HO_TEN_CON", ""),
            born_at=texts.loose_moment(row.get("NGAY_SINH_CON", "")),
            fields={name: text for name, text in row.items() if text},
        )


def costs(row: Fields) -> CostValue:
    """Return what the episode cost, in whole đồng.

    The insurance's part is what remains of the total, so that the parts add up after
    rounding wherever they added up in the file.
    """
    total = dong(row.get("T_TONGCHI_BV") or row.get("T_TONGCHI", ""))
    co_payment, self_paid = dong(row.get("T_BNCCT", "")), dong(row.get("T_BNTT", ""))
    other = dong(row.get("T_NGUONKHAC", ""))
    insurance = dong(row.get("T_BHTT", ""))
    remainder = total - co_payment - self_paid - other
    return CostValue(
        total=total,
        medicines=dong(row.get("T_THUOC", "")),
        supplies=dong(row.get("T_VTYT", "")),
        insurance=remainder if abs(remainder - insurance) <= 1 else insurance,
        co_payment=co_payment,
        self_paid=self_paid,
        other=other,
    )
