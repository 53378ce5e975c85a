"""A health record as a QĐ 831 exchange message: every tag present, even when empty."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from portal.interop.exchange831 import tags
from portal.interop.exchange831.elements import day, partial, put
from portal.interop.exchange831.write_history import history
from portal.interop.exchange831.write_visits import visits
from portal.interop.values.dose import DoseStatus, DoseValue
from portal.interop.values.health_record import HealthRecordValue
from portal.interop.values.person import PersonRow, RelativeValue
from portal.people.kinds import IdentifierSystem, PhoneKind, Sex, TieKind

_SEXES = {Sex.MALE: tags.MALE, Sex.FEMALE: tags.FEMALE, Sex.UNKNOWN: ""}
_TIES = {TieKind.MOTHER: "1", TieKind.FATHER: "2"}
_CARER = "3"
_TABLES = {table: number for number, table in tags.DOSE_TABLES.items()}
_VERSION = "1.0"


def write(path: Path, records: Iterable[HealthRecordValue]) -> None:
    """Write one message with these records, under the header of the first.

    Raise ValueError when there is none.
    """
    listed = list(records)
    if not listed:
        raise ValueError("a message needs a record")
    root = etree.Element("DATA")
    _header(etree.SubElement(root, "HEADER"), listed[0])
    body = etree.SubElement(root, "BODY")
    for record in listed:
        _record(etree.SubElement(body, "HOSOSUCKHOE"), record)
    put(root, {"SECURITY": "", "SIGNATURE": ""})
    tree = etree.ElementTree(root)
    tree.write(str(path), encoding="utf-8", xml_declaration=True, pretty_print=True)


def _header(parent: etree._Element, record: HealthRecordValue) -> None:
    put(
        parent,
        {
            "MESSAGE_VERSION": _VERSION,
            "SENDER_CODE": record.sender_code,
            "SENDER_NAME": record.sender_name,
            "TRANSACTION_TYPE": "HSSK",
            "TRANSACTION_DATE": day(record.recorded_on),
            "REQUEST_ID": record.request_id,
            "ACTION_TYPE": "UPDATE",
        },
    )


def _record(parent: etree._Element, record: HealthRecordValue) -> None:
    _part_a(parent, record)
    history(parent, record)
    listed = etree.SubElement(parent, "DSTIEMCHUNG")
    for dose in record.doses:
        _dose(etree.SubElement(listed, "THONGTINMUITIEM"), dose)
    tetanus = [str(a.number) for a in record.answers if a.item == tags.MOTHER_TETANUS]
    put(parent, {tags.MOTHER_TETANUS_TAG: "".join(tetanus)})
    visits(parent, record)


def _number(person: PersonRow, system: IdentifierSystem) -> str:
    return next((n.value for n in person.identifiers if n.system is system), "")


def _part_a(parent: etree._Element, record: HealthRecordValue) -> None:
    person = record.person
    issued = next((n for n in person.identifiers if n.system is IdentifierSystem.PERSONAL_ID), None)
    phones = {phone.kind: "0" + phone.number.removeprefix("+84") for phone in person.phones}
    place = person.place
    put(
        parent,
        {
            "MAHO_GIADINH": person.household_code,
            "QUANHE_CHUHO": person.relation_text,
            "MADINHDANH": _number(person, IdentifierSystem.PERSONAL_ID),
            "VNEID": "",
            "MABHXH": _number(person, IdentifierSystem.SOCIAL_INSURANCE),
            "MA_NHANKHAU": _number(person, IdentifierSystem.POPULATION_MEMBER),
            "HOTEN": person.full_name,
            "GIOITINH": _SEXES[person.sex],
            "NHOMMAU_HEABO": record.blood_abo,
            "NHOMMAU_HERH": record.blood_rh,
            "NGAYSINH": partial(person.birth),
            "MATINH_KHAISINH": record.birth_province,
            "MADANTOC": person.ethnicity,
            "MAQUOCTICH": record.nationality,
            "MATONGIAO": person.religion,
            "MANGHENGHIEP": person.occupation,
            "SOCMND": _number(person, IdentifierSystem.OLD_ID_CARD),
            "NGAYCAP": day(issued.valid_from) if issued else "",
            "NOICAP": issued.issued_by if issued else "",
            "MATHE": _number(person, IdentifierSystem.INSURANCE_CARD),
            "DIACHI_THUONGTRU": person.permanent_address,
            "MATHONXOM_THUONGTRU": place.hamlet,
            "MAXA_THUONGTRU": place.commune_code,
            "MAHUYEN_THUONGTRU": place.old_district_code,
            "MATINH_THUONGTRU": place.province_code,
            "DIACHI_HIENTAI": person.current_address,
            "DIENTHOAI_CD": phones.get(PhoneKind.LANDLINE, ""),
            "DIENTHOAI_DD": phones.get(PhoneKind.MOBILE, ""),
            "EMAIL": record.email,
        },
    )
    family = etree.SubElement(parent, "QUANHE_GIADINH")
    for relative in person.relatives:
        _relative(etree.SubElement(family, "NGUOITHAN"), relative)


def _relative(parent: etree._Element, relative: RelativeValue) -> None:
    phone = relative.phone
    put(
        parent,
        {
            "LOAI_QUANHE": _TIES.get(relative.kind, _CARER),
            "TEN_QUANHE": relative.relation_text,
            "MADINHDANH": relative.personal_id,
            "HOTEN": relative.full_name,
            "DIENTHOAI": "",
            "DIDONG": "0" + phone.number.removeprefix("+84") if phone else "",
            "GIAMHO": "1" if relative.represents else "0",
        },
    )


def _dose(parent: etree._Element, dose: DoseValue) -> None:
    put(
        parent,
        {
            "LOAIVACXIN": _TABLES.get(dose.table, ""),
            "MAVACXIN": dose.vaccine_code,
            "TENVACXIN": dose.vaccine,
            "MUITHU": "" if dose.dose_number is None else str(dose.dose_number),
            "TRANGTHAI": "1" if dose.status is DoseStatus.GIVEN else "0",
            "NGAYTIEM": partial(dose.given_on),
            "THANGTHAI": "" if dose.gestation_month is None else str(dose.gestation_month),
            "PHANUNGSAUTIEM": dose.reaction,
            "NGAYHENTIEM": day(dose.next_on),
        },
    )
