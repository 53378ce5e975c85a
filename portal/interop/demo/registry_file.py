"""Writing an immunisation export: a sheet of subjects and a sheet of doses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter  # type: ignore[import-untyped]  # published without types

from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import DemoHousehold, DemoPerson
from portal.interop.exchange831.elements import day, partial
from portal.kernel.partial_date import add_months
from portal.people.kinds import Sex

_SUBJECTS = (
    "STT", "Mã đối tượng", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh/CCCD",
    "Họ tên mẹ", "Họ tên cha", "Tỉnh/TP", "Xã/Phường", "Thôn/Ấp", "Tình trạng theo dõi",
)  # fmt: skip
_DOSES = (
    "STT", "Mã đối tượng", "Họ và tên", "Ngày sinh", "Tên vắc xin", "Kháng nguyên", "Mũi thứ",
    "Ngày tiêm", "Giờ tiêm", "Trạng thái", "Số lô", "Cơ sở tiêm chủng", "Người tiêm",
    "Phản ứng sau tiêm", "Loại hình",
)  # fmt: skip
# Vaccine, antigens, dose, age in months when the programme gives it (TT 52/2025/TT-BYT).
_PLAN = (
    ("Viêm gan B sơ sinh", "Viêm gan B", 1, 0),
    ("BCG", "Lao", 1, 0),
    ("DPT-VGB-Hib", "Bạch hầu; Ho gà; Uốn ván; Viêm gan B; Hib", 1, 2),
    ("bOPV", "Bại liệt", 1, 2),
    ("Rotavin-M1", "Tiêu chảy do rota", 1, 2),
    ("DPT-VGB-Hib", "Bạch hầu; Ho gà; Uốn ván; Viêm gan B; Hib", 2, 3),
    ("bOPV", "Bại liệt", 2, 3),
    ("Rotavin-M1", "Tiêu chảy do rota", 2, 3),
    ("DPT-VGB-Hib", "Bạch hầu; Ho gà; Uốn ván; Viêm gan B; Hib", 3, 4),
    ("bOPV", "Bại liệt", 3, 4),
    ("IPV", "Bại liệt", 1, 5),
    ("Sởi", "Sởi", 1, 9),
    ("IPV", "Bại liệt", 2, 9),
    ("Viêm não Nhật Bản", "Viêm não Nhật Bản", 1, 12),
    ("Viêm não Nhật Bản", "Viêm não Nhật Bản", 2, 12.25),
    ("Sởi - Rubella", "Sởi; Rubella", 1, 18),
    ("DPT", "Bạch hầu; Ho gà; Uốn ván", 4, 18),
    ("Viêm não Nhật Bản", "Viêm não Nhật Bản", 3, 25),
    ("Td", "Bạch hầu; Uốn ván", 1, 84),
)
_STATION = "Trạm Y tế xã Đồng Sen"
_OLDEST = 16
_WEDNESDAY = 2
_JE_FIRST = 12  # the second dose of this vaccine follows within two weeks
# Doses given before this age in months, then none: stories told in the README of the demo.
_STOPS = {"vy": 5, "overdue at five months": 3}


def children(
    homes: Iterable[DemoHousehold], today: date
) -> Iterator[tuple[DemoHousehold, DemoPerson]]:
    for home in homes:
        for person in home.members:
            if person.age(today) < _OLDEST and person.born.is_exact:
                yield home, person


def write(path: Path, homes: Iterable[DemoHousehold], days: Calendar, random: Random) -> None:
    """Write both sheets under the title rows such reports have."""
    listed = list(children(homes, days.today))
    with xlsxwriter.Workbook(str(path)) as book:
        _sheet(
            book, "Danh sách đối tượng", "DANH SÁCH ĐỐI TƯỢNG TIÊM CHỦNG", _SUBJECTS, days.today,
            (_subject(home, person) for home, person in listed),
        )  # fmt: skip
        _sheet(
            book, "Lịch sử tiêm chủng", "LỊCH SỬ TIÊM CHỦNG", _DOSES, days.today,
            (row for _, person in listed for row in _doses(person, days.today, random)),
        )  # fmt: skip


def _sheet(
    book: xlsxwriter.Workbook, name: str, title: str, header: Sequence[str], today: date,
    rows: Iterable[Sequence[str]],
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title)
    sheet.write_string(1, 0, f"Xã Đồng Sen, tỉnh Minh Sơn - ngày xuất {day(today)}")
    for column, text in enumerate(header):
        sheet.write_string(3, column, text)
    for number, row in enumerate(rows, 1):
        sheet.write_number(number + 3, 0, number)
        for column, text in enumerate(row, 1):
            sheet.write_string(number + 3, column, text)


def subject_code(person: DemoPerson) -> str:
    """Return 15 digits: commune, year of birth, serial."""
    return f"9999901{person.born.day.year}{person.serial:04d}"


def _subject(home: DemoHousehold, person: DemoPerson) -> list[str]:
    return [
        subject_code(person), person.name, partial(person.born),
        "Nam" if person.sex is Sex.MALE else "Nữ", person.personal_id,
        person.mother.name if person.mother else "", person.father.name if person.father else "",
        "Minh Sơn", "Đồng Sen", home.hamlet, "Đang theo dõi",
    ]  # fmt: skip


def _doses(person: DemoPerson, today: date, random: Random) -> Iterator[list[str]]:
    """Yield the doses a child got: on time, late, or not at all."""
    keeps_up = person.story in {"fully vaccinated", *_STOPS} or random.random() < 0.75
    sessions = _sessions(person.born.day)
    skipped: Counter[str] = Counter()
    for vaccine, antigens, number, months in _PLAN:
        if months >= _STOPS.get(person.story, 999):
            return
        if not keeps_up and random.random() < 0.25:
            skipped[vaccine] += 1
            continue
        on = sessions[months]
        if on > today:
            return
        yield [
            subject_code(person), person.name, partial(person.born), vaccine, antigens,
            str(number - skipped[vaccine]), day(on),
            f"{8 + number % 3:02d}:{number * 7 % 60:02d}", "Đã tiêm",
            f"DS-{int(months):02d}{number}-{on:%y}", _STATION, "Y sĩ Vi Thị Thơm",
            "Sốt nhẹ dưới 39 °C" if random.random() < 0.1 else "Không có phản ứng", "TCMR",
        ]  # fmt: skip


def _sessions(born: date) -> dict[float, date]:
    """Return the station's Wednesday for each age, at least four weeks after the one before."""
    days: dict[float, date] = {0: born}
    earliest = born
    for months in sorted({age for *_, age in _PLAN if age}):
        due = add_months(born, int(months)) + timedelta(days=round(months % 1 * 30))
        due = max(due, earliest)
        days[months] = due + timedelta(days=(_WEDNESDAY - due.weekday()) % 7)
        earliest = days[months] + timedelta(days=7 if months == _JE_FIRST else 28)
    return days
