"""The tables of a claim file: medicines, services, results, course, papers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from lxml import etree

from portal.interop.demo.visits import DemoVisit

Row = Mapping[str, str]
_DOCTOR = "Bác sĩ Lê Minh Quân"


def _table(root: str, group: str, row: str, rows: Iterable[Row]) -> etree._Element:
    top = etree.Element(root)
    listed = etree.SubElement(top, group)
    for values in rows:
        _fill(etree.SubElement(listed, row), values)
    return top


def _fill(parent: etree._Element, values: Row) -> etree._Element:
    for name, text in values.items():
        etree.SubElement(parent, name).text = text or None
    return parent


def medicines(visit: DemoVisit, code: str) -> etree._Element:
    rows = [
        {
            "MA_LK": code,
            "STT": str(at),
            "MA_THUOC": f"40.{at:04d}",
            "MA_NHOM": "4",
            "TEN_THUOC": drug.name,
            "DON_VI_TINH": drug.unit,
            "HAM_LUONG": drug.strength,
            "DUONG_DUNG": "1.01",
            "DANG_BAO_CHE": drug.form,
            "LIEU_DUNG": drug.dose,
            "CACH_DUNG": drug.instruction,
            "SO_LUONG": f"{drug.quantity}.000",
            "NGAY_YL": f"{visit.at:%Y%m%d%H%M}",
        }
        for at, drug in enumerate(visit.condition.drugs, 1)
    ]
    return _table("CHITIEU_CHITIET_THUOC", "DSACH_CHI_TIET_THUOC", "CHI_TIET_THUOC", rows)


def services(visit: DemoVisit, code: str) -> etree._Element:
    at = f"{visit.at:%Y%m%d%H%M}"
    rows = [
        {
            "MA_LK": code, "STT": "1", "MA_DICH_VU": "02.1896", "MA_NHOM": "13",
            "TEN_DICH_VU": "Khám bệnh", "SO_LUONG": "1", "NGAY_YL": at,
        }
    ]  # fmt: skip
    rows += [
        {
            "MA_LK": code, "STT": str(number), "MA_DICH_VU": f"23.{number:04d}", "MA_NHOM": "1",
            "TEN_DICH_VU": f"Định lượng {result.name}", "SO_LUONG": "1", "NGAY_YL": at,
        }
        for number, result in enumerate(visit.results, 2)
    ]  # fmt: skip
    return _table("CHITIEU_CHITIET_DVKT_VTYT", "DSACH_CHI_TIET_DVKT", "CHI_TIET_DVKT", rows)


def results(visit: DemoVisit, code: str) -> etree._Element:
    ready = f"{visit.at + timedelta(minutes=50):%Y%m%d%H%M}"
    rows = [
        {
            "MA_LK": code, "STT": str(number - 1), "MA_DICH_VU": f"23.{number:04d}",
            "MA_CHI_SO": "", "TEN_CHI_SO": result.name, "GIA_TRI": result.value,
            "DON_VI_DO": result.unit, "NGAY_KQ": ready,
        }
        for number, result in enumerate(visit.results, 2)
    ]  # fmt: skip
    return _table("CHITIEU_CHITIET_DICHVUCANLAMSANG", "DSACH_CHI_TIET_CLS", "CHI_TIET_CLS", rows)


def course(visit: DemoVisit, code: str) -> etree._Element:
    """Write the course with its CSST block; `<` and `>` are escaped by the writer."""
    pressure = f"_HA{visit.pressure[0]}/{visit.pressure[1]}" if visit.pressure else ""
    block = f"CSST<M{visit.pulse}_T{visit.temperature}{pressure}_NT{visit.breaths}_HL3>"
    row = {
        "MA_LK": code,
        "STT": "1",
        "DIEN_BIEN_LS": f"{visit.condition.course} {block}",
        "THOI_DIEM_DBLS": f"{visit.at:%Y%m%d%H%M}",
        "NGUOI_THUC_HIEN": "999001/MS-CCHN",
    }
    return _table(
        "CHITIEU_CHITIET_DIENBIENLAMSANG",
        "DSACH_CHI_TIET_DIEN_BIEN_BENH",
        "CHI_TIET_DIEN_BIEN_BENH",
        [row],
    )


def discharge(visit: DemoVisit, code: str) -> etree._Element:
    left = visit.at + timedelta(days=visit.inpatient_days)
    return _fill(
        etree.Element("CHI_TIEU_DU_LIEU_GIAY_RA_VIEN"),
        {
            "MA_LK": code,
            "SO_LUU_TRU": f"RV.{visit.person.serial}",
            "NGAY_VAO": f"{visit.at:%Y%m%d%H%M}",
            "NGAY_RA": f"{left:%Y%m%d%H%M}",
            "MA_DINH_CHI_THAI": "0",
            "CHAN_DOAN_RV": visit.condition.names,
            "PP_DIEUTRI": "Nội khoa",
            "GHI_CHU": visit.condition.advice,
            "TEN_BS": _DOCTOR,
            "NGAY_CT": f"{left:%Y%m%d}",
        },
    )


def appointment(visit: DemoVisit, code: str) -> etree._Element:
    day = f"{visit.returns_on:%Y%m%d}" if visit.returns_on else ""
    return _fill(
        etree.Element("CHI_TIEU_GIAYHEN_KHAMLAI"),
        {
            "MA_LK": code,
            "SO_GIAYHEN_KL": f"HK.{visit.at:%y%m%d}.{visit.person.serial}",
            "MA_CSKCB": visit.facility,
            "NGAY_HEN_KL": f"{day}0730" if day else "",
        },
    )
