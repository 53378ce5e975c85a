"""Table XML4: results and reports."""

from collections.abc import Iterable, Mapping

from portal.interop.cells.numbers import plain_number
from portal.interop.claims import texts
from portal.interop.claims.read import Fields
from portal.interop.claims.restricted import names_hiv
from portal.interop.values.encounter import LabValue, ReportValue


def without_hiv_tests(rows: Iterable[Fields], names: Mapping[str, str]) -> tuple[Fields, ...]:
    """Leave out tests for HIV, whatever their result: a test taken is a fact too."""
    return tuple(row for row in rows if not _about_hiv(row, names))


def _about_hiv(row: Fields, names: Mapping[str, str]) -> bool:
    get = row.get
    name = names.get(get("MA_DICH_VU", ""), "")
    return names_hiv(
        "\n".join((get("TEN_CHI_SO", ""), name, get("MO_TA", ""), get("KET_LUAN", "")))
    )


def labs(rows: Iterable[Fields], names: Mapping[str, str]) -> tuple[LabValue, ...]:
    """Return rows with a value. A value is a number only if it is written as a plain one."""
    return tuple(
        LabValue(
            line=row.get("STT") or str(at),
            name=row.get("TEN_CHI_SO") or names.get(row.get("MA_DICH_VU", ""), ""),
            raw=row["GIA_TRI"],
            number=plain_number(row["GIA_TRI"]),
            unit=row.get("DON_VI_DO", ""),
            code=_index_code(row),
            service_code=row.get("MA_DICH_VU", ""),
            note=row.get("MO_TA", ""),
            conclusion=row.get("KET_LUAN", ""),
            resulted_at=texts.loose_moment(row.get("NGAY_KQ", "")),
        )
        for at, row in enumerate(rows, 1)
        if row.get("GIA_TRI")
    )


def _index_code(row: Fields) -> str:
    """Return the index code, empty where the service code was repeated for want of one."""
    code = row.get("MA_CHI_SO", "")
    return "" if code == row.get("MA_DICH_VU", "") else code


def reports(rows: Iterable[Fields], names: Mapping[str, str]) -> tuple[ReportValue, ...]:
    """Return rows without a value but with words: imaging and functional tests."""
    return tuple(
        ReportValue(
            line=row.get("STT") or str(at),
            name=row.get("TEN_CHI_SO") or names.get(row.get("MA_DICH_VU", ""), ""),
            service_code=row.get("MA_DICH_VU", ""),
            description=row.get("MO_TA", ""),
            conclusion=row.get("KET_LUAN", ""),
            resulted_at=texts.loose_moment(row.get("NGAY_KQ", "")),
        )
        for at, row in enumerate(rows, 1)
        if not row.get("GIA_TRI") and (row.get("MO_TA") or row.get("KET_LUAN"))
    )
