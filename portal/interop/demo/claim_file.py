"""Writing visits as a claim file of QĐ 4750: GIAMDINHHS, HOSO, base64 parts."""

import base64
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from lxml import etree

from portal.interop.claims.elements import IN_FORCE
from portal.interop.demo.claim_parts import (
    appointment,
    course,
    discharge,
    medicines,
    results,
    services,
)
from portal.interop.demo.visits import DemoVisit
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.kinds import Sex

_LINE = 76


def write(path: Path, sender: str, visits: Iterable[DemoVisit], made_on: date) -> None:
    """Write one file of one facility."""
    root = etree.Element("GIAMDINHHS")
    unit = etree.SubElement(root, "THONGTINDONVI")
    etree.SubElement(unit, "MACSKCB").text = sender
    about = etree.SubElement(root, "THONGTINHOSO")
    etree.SubElement(about, "NGAYLAP").text = made_on.strftime("%Y%m%d")
    listed = list(visits)
    etree.SubElement(about, "SOLUONGHOSO").text = str(len(listed))
    episodes = etree.SubElement(about, "DANHSACHHOSO")
    for number, visit in enumerate(listed, 1):
        _episode(etree.SubElement(episodes, "HOSO"), visit, number)
    etree.SubElement(root, "CHUKYDONVI")
    etree.ElementTree(root).write(
        str(path), encoding="utf-8", xml_declaration=True, pretty_print=True
    )


def treatment_code(visit: DemoVisit) -> str:
    """Return MA_LK: facility, month, and what tells two visits apart."""
    return f"{visit.facility}.{visit.at:%y%m%d%H%M}.{visit.person.serial:06d}"


def card(visit: DemoVisit) -> str:
    """Return the insurance card of the person, as the population list has it."""
    return card_number(visit.person.serial, visit.person.age(visit.at.date()))


def card_number(serial: int, age: int) -> str:
    group = "TE1" if age < 6 else "HS4" if age < 18 else "CT2" if age >= 80 else "GD4"
    return f"{group}99{serial:010d}"


def _episode(parent: etree._Element, visit: DemoVisit, number: int) -> None:
    code = treatment_code(visit)
    parts = {
        "XML1": _summary(visit, code, number),
        "XML2": medicines(visit, code),
        "XML3": services(visit, code),
        "XML4": results(visit, code),
        "XML5": course(visit, code),
    }
    if visit.inpatient_days:
        parts["XML7"] = discharge(visit, code)
    if visit.returns_on:
        parts["XML14"] = appointment(visit, code)
    for kind, root in parts.items():
        file = etree.SubElement(parent, "FILEHOSO")
        etree.SubElement(file, "LOAIHOSO").text = kind
        etree.SubElement(file, "NOIDUNGFILE").text = _packed(root)


def _packed(root: etree._Element) -> str:
    text = base64.b64encode(etree.tostring(root, encoding="utf-8", xml_declaration=True)).decode()
    return "\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))


def _summary(visit: DemoVisit, code: str, number: int) -> etree._Element:
    values = _who(visit) | _what(visit) | {"MA_LK": code, "STT": str(number)}
    root = etree.Element("TONG_HOP")
    for name in IN_FORCE:
        etree.SubElement(root, name).text = values.get(name) or None
    return root


def _who(visit: DemoVisit) -> dict[str, str]:
    person = visit.person
    return {
        "MA_BN": f"BN{person.serial:07d}",
        "HO_TEN": person.name.upper(),
        "SO_CCCD": person.personal_id,
        "NGAY_SINH": birth(person.born),
        "GIOI_TINH": "1" if person.sex is Sex.MALE else "2",
        "MA_QUOCTICH": "000",
        "MA_DANTOC": "56",
        "MA_NGHE_NGHIEP": "00000",
        "DIA_CHI": "Xã Đồng Sen, tỉnh Minh Sơn",
        "MATINH_CU_TRU": "99",
        "MAXA_CU_TRU": "99001",
        "DIEN_THOAI": person.phone,
        "MA_THE_BHYT": card(visit),
        "MA_DKBD": "99101",
        "GT_THE_TU": f"{visit.at:%Y}0101",
        "GT_THE_DEN": f"{visit.at:%Y}1231",
    }


def birth(born: PartialDate) -> str:
    """Return yyyymmddHHMM, with zeros for what is not known."""
    known = "%Y%m%d" if born.precision is Precision.DAY else "%Y0000"
    return born.day.strftime(known) + "0000"


def ends_at(visit: DemoVisit) -> datetime:
    """Return NGAY_RA: for medicines to take home, 23:59 of the last day (QĐ 4750)."""
    if visit.inpatient_days:
        return visit.at + timedelta(days=visit.inpatient_days)
    if visit.returns_on and visit.condition.drugs:
        last = visit.returns_on - timedelta(days=1)
        return datetime.combine(last, time(23, 59), visit.at.tzinfo)
    return visit.at + timedelta(minutes=45)


def _what(visit: DemoVisit) -> dict[str, str]:
    condition = visit.condition
    kept = "03" if visit.inpatient_days else "05" if visit.returns_on else "01"
    cost = 45_000 + 30_000 * len(visit.results) + 12_000 * len(condition.drugs)
    return {
        "LY_DO_VV": condition.reason,
        "CHAN_DOAN_VAO": "." if visit.returns_on else condition.names,
        "CHAN_DOAN_RV": condition.names,
        "MA_BENH_CHINH": condition.codes[0],
        "MA_BENH_KT": ";".join(condition.codes[1:]),
        "MA_DOITUONG_KCB": "1.1",
        "NGAY_VAO": f"{visit.at:%Y%m%d%H%M}",
        "NGAY_RA": f"{ends_at(visit):%Y%m%d%H%M}",
        "SO_NGAY_DTRI": str(visit.inpatient_days),
        "KET_QUA_DTRI": "1" if visit.inpatient_days else "2",
        "MA_LOAI_RV": "1",
        "GHI_CHU": condition.advice,
        "NGAY_TTOAN": f"{visit.at + timedelta(hours=2):%Y%m%d%H%M}",
        "T_THUOC": f"{12_000 * len(condition.drugs)}.00",
        "T_VTYT": "0.00",
        "T_TONGCHI_BV": f"{cost}.00",
        "T_TONGCHI_BH": f"{cost}.00",
        "T_BNTT": "0.00",
        "T_BNCCT": f"{cost // 5}.00",
        "T_BHTT": f"{cost - cost // 5}.00",
        "T_NGUONKHAC": "0.00",
        "NAM_QT": f"{visit.at:%Y}",
        "THANG_QT": f"{visit.at.month}",
        "MA_LOAI_KCB": kept,
        "MA_KHOA": "K01",
        "MA_CSKCB": visit.facility,
        "CAN_NANG": visit.weight,
        "NGAY_TAI_KHAM": f"{visit.returns_on:%Y%m%d}" if visit.returns_on else "",
        "MA_HSBA": f"PK.{visit.person.serial}",
    }
