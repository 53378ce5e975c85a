"""Tables XML2 and XML3: medicines and procedures."""

from collections.abc import Iterable, Iterator

from portal.interop.cells.numbers import plain_number
from portal.interop.claims import texts
from portal.interop.claims.read import Fields
from portal.interop.values.encounter import MedicineValue, ProcedureValue

_DRUG_GROUPS = {"4", "5", "6", ""}
_PROCEDURE_GROUPS = {"8", "18"}
_FEE_ROWS = ("VM.", "BB.")


def medicines(rows: Iterable[Fields]) -> tuple[MedicineValue, ...]:
    """Return the medicines; blood, fee rows (VM., BB.) and oxygen are not medicines to take.

    Doses are the text of LIEU_DUNG: real exporters write anything there, so nothing is
    computed from it.
    """
    return tuple(_medicine(at, row) for at, row in enumerate(rows, 1) if _is_medicine(row))


def _is_medicine(row: Fields) -> bool:
    return (
        row.get("MA_NHOM", "") in _DRUG_GROUPS
        and not row.get("MA_THUOC", "").startswith((*_FEE_ROWS, "40.17"))
        and bool(row.get("TEN_THUOC"))
    )


def _medicine(at: int, row: Fields) -> MedicineValue:
    return MedicineValue(
        line=row.get("STT") or str(at),
        name=row["TEN_THUOC"],
        substance_code=row.get("MA_THUOC", ""),
        strength=row.get("HAM_LUONG", ""),
        form=row.get("DANG_BAO_CHE", ""),
        unit=row.get("DON_VI_TINH", ""),
        route_code=row.get("DUONG_DUNG", ""),
        dose=row.get("LIEU_DUNG", ""),
        instruction=row.get("CACH_DUNG", ""),
        quantity=plain_number(row.get("SO_LUONG", "")),
        registration=row.get("SO_DANG_KY", ""),
        ordered_at=texts.loose_moment(row.get("NGAY_YL", "")),
    )


def procedures(rows: Iterable[Fields]) -> tuple[ProcedureValue, ...]:
    """Return operations and procedures; supplies, transport, beds and visits are none."""
    return tuple(
        ProcedureValue(
            line=row.get("STT") or str(at),
            name=row["TEN_DICH_VU"],
            code=row.get("MA_DICH_VU", ""),
            icd9_codes=texts.codes(row.get("MA_PTTT_QT", "")),
            quantity=plain_number(row.get("SO_LUONG", "")),
            performed_at=texts.loose_moment(row.get("NGAY_TH_YL") or row.get("NGAY_YL", "")),
            ended_at=texts.loose_moment(row.get("NGAY_KQ", "")),
        )
        for at, row in enumerate(rows, 1)
        if row.get("MA_NHOM") in _PROCEDURE_GROUPS and row.get("TEN_DICH_VU")
    )


def service_names(rows: Iterable[Fields]) -> dict[str, str]:
    """Return the names of ordered services, by code: reports have no name of their own."""
    return dict(_services(rows))


def _services(rows: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.get("MA_DICH_VU") and row.get("TEN_DICH_VU"):
            yield row["MA_DICH_VU"], row["TEN_DICH_VU"]
