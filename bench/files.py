"""Files as other systems hand them over, as large as asked for."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
import xlsxwriter  # type: ignore[import-untyped]  # published without types

from portal.kernel import clock
from portal.kernel.db import make_engine
from portal.kernel.partial_date import Precision
from portal.kernel.text import fold
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sex, Source
from portal.people.models import Identifier, Person
from tests.interop import claims

BORN = date(2024, 3, 12)
VACCINES = ("BCG", "DPT-VGB-Hib", "bOPV", "IPV", "Sởi", "Sởi - Rubella", "Viêm não Nhật Bản", "DPT")
HEADER = (
    "Mã đối tượng", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh/CCCD", "Tên vắc xin",
    "Mũi thứ", "Ngày tiêm", "Trạng thái", "Số lô", "Cơ sở tiêm chủng",
)  # fmt: skip
DOSES_EACH, VISITS_EACH = 20, 4


def number(person: int) -> str:
    """Return an invented 12-digit number."""
    return f"999224{person:06d}"


def name(person: int) -> str:
    """Return an invented name."""
    return f"Người Thử Số {person}"


def people(url: str, count: int) -> None:
    """Make the people of the files known, as a population list would have."""
    ids = [uuid4() for _ in range(count)]
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.insert(Person), [_person(n, ids[n]) for n in range(count)])
        connection.execute(sa.insert(Identifier), [_identifier(n, ids[n]) for n in range(count)])
    engine.dispose()


def _person(person: int, person_id: UUID) -> dict[str, object]:
    return {
        "id": person_id,
        "full_name": name(person),
        "name_folded": fold(name(person)),
        "sex": Sex.FEMALE,
        "birth_date": BORN,
        "birth_precision": Precision.DAY,
        "created_at": clock.now(),
    }


def _identifier(person: int, person_id: UUID) -> dict[str, object]:
    system = IdentifierSystem.PERSONAL_ID
    return {
        "person_id": person_id,
        "system": system,
        "scope": "",
        "value": number(person),
        "value_index": identifier_index(system, number(person)),
        "active": True,
        "source": Source.POPULATION_LIST,
        "recorded_on": date(2026, 9, 1),
    }


def dose_rows(count: int) -> Iterator[Sequence[str]]:
    """Return the rows of a registry export, the doses of one child together."""
    for row in range(count):
        person, dose = divmod(row, DOSES_EACH)
        given = BORN + timedelta(days=60 + 30 * dose)
        yield (
            f"DT{person:08d}", name(person), f"{BORN:%d/%m/%Y}", "Nữ", number(person),
            VACCINES[dose % len(VACCINES)], str(1 + dose // len(VACCINES)), f"{given:%d/%m/%Y}",
            "Đã tiêm", f"LO{dose:04d}", "Trạm Y tế xã Đồng Sen",
        )  # fmt: skip


def registry_csv(path: Path, count: int) -> Path:
    """Write an export as CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(dose_rows(count))
    return path


def registry_xlsx(path: Path, count: int) -> Path:
    """Write an export as a workbook."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Mũi tiêm")
        for place, row in enumerate((HEADER, *dose_rows(count))):
            sheet.write_row(place, 0, row)
    return path


def claim_file(path: Path, count: int) -> Path:
    """Write a claim file of many visits, each with medicines and results."""
    path.write_text(claims.envelope(*(_visit(n) for n in range(count))), encoding="utf-8")
    return path


def _visit(visit: int) -> str:
    person = visit // VISITS_EACH
    code = {"MA_LK": f"99001.{visit:07d}"}
    medicine = code | {"TEN_THUOC": "Amlodipin", "HAM_LUONG": "5 mg", "SO_LUONG": "28"}
    medicine |= {"DON_VI_TINH": "Viên", "LIEU_DUNG": "Sáng 1 viên", "NGAY_YL": "202611120800"}
    result = code | {"MA_CHI_SO": "GLU", "TEN_CHI_SO": "Glucose", "GIA_TRI": "6.1"}
    result |= {"DON_VI_DO": "mmol/L", "NGAY_KQ": "202611120815"}
    return claims.visit(
        {
            "XML2": [medicine | {"STT": str(n)} for n in range(1, 4)],
            "XML4": [result | {"STT": str(n)} for n in range(1, 5)],
        },
        **code,
        HO_TEN=name(person).upper(),
        SO_CCCD=number(person),
        NGAY_SINH=f"{BORN:%Y%m%d}0000",
    )
