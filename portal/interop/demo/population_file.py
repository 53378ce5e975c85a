"""Writing the commune's list as CSV, with the columns communes use."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from portal.interop.demo.cast import DemoHousehold, DemoPerson
from portal.interop.demo.claim_file import card_number
from portal.interop.exchange831.elements import partial
from portal.people.kinds import Sex

HEADER = (
    "Mã hộ", "STT trong hộ", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Tôn giáo",
    "Nghề nghiệp", "Trình độ", "Số định danh/CCCD", "Mã thẻ BHYT", "Thẻ BHYT đến ngày",
    "Quan hệ với chủ hộ", "Số điện thoại", "Thôn/Bản", "Xã", "Xã (cũ)", "Huyện (cũ)", "Tỉnh",
    "Nơi thường trú", "Nơi ở hiện tại", "Ghi chú", "Họ tên mẹ", "Số định danh mẹ", "Họ tên cha",
    "Số định danh cha", "Người chăm sóc chính", "Số định danh người chăm sóc",
    "Quan hệ của người chăm sóc", "Điện thoại người chăm sóc", "Người đại diện",
)  # fmt: skip
_FULL_AGE = 18


def write(path: Path, homes: Iterable[DemoHousehold], today: date) -> None:
    """Write every household, one line a person."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for home in homes:
            for order, person in enumerate(home.members, 1):
                rows.writerow(_row(home, order, person, today))


def _row(home: DemoHousehold, order: int, person: DemoPerson, today: date) -> list[str]:
    address = f"{home.hamlet}, xã Đồng Sen, tỉnh Minh Sơn"
    card = card_number(person.serial, person.age(today)) if person.has_number else ""
    mother, father, caregiver = person.mother, person.father, person.caregiver
    represented = person.age(today) < _FULL_AGE and mother is not None
    return [
        home.code, str(order), person.name, partial(person.born),
        "Nam" if person.sex is Sex.MALE else "Nữ", home.ethnicity, home.religion,
        person.occupation, person.education, person.personal_id, card,
        f"31/12/{today.year}" if card else "", person.relation, person.phone, home.hamlet,
        "Xã Đồng Sen", home.former_commune, "Sen Hồ", "Minh Sơn", address, address,
        person.remarks, mother.name if mother else "", mother.personal_id if mother else "",
        father.name if father else "", father.personal_id if father else "",
        caregiver.name if caregiver else "", caregiver.personal_id if caregiver else "",
        person.caregiver_relation, caregiver.phone if caregiver else "",
        "Mẹ" if represented else "",
    ]  # fmt: skip
