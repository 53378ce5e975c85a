"""From a record of the exchange message to neutral values: part A, then the others."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from portal.interop.cells import days, identity, numbers, people
from portal.interop.exchange831 import history, tags
from portal.interop.exchange831.doses import doses
from portal.interop.exchange831.nodes import Node
from portal.interop.exchange831.read import RecordRow
from portal.interop.exchange831.visits import visit
from portal.interop.problems import N_, CellRefused, NeverStored, RowProblem
from portal.interop.values.health_record import Answered, AnswerValue, HealthRecordValue
from portal.interop.values.person import (
    IdentifierValue,
    PatientMatch,
    PersonRow,
    PlaceValue,
    RelativeValue,
)
from portal.people.kinds import IdentifierSystem, Sex, TieKind

Mapped = HealthRecordValue | RowProblem | NeverStored
_SEXES = {tags.MALE: Sex.MALE, tags.FEMALE: Sex.FEMALE}
_TIES = {
    "1": TieKind.MOTHER,
    "2": TieKind.FATHER,
    "3": TieKind.CAREGIVER,
}


def record(row: RecordRow, today: date) -> Iterator[Mapped]:
    """Yield the record, and a line of the report for each part that could not be read.

    A wrong dose or visit is left out and reported; wrong part A refuses the record.
    """
    try:
        person = _person(row, today)
        recorded_on = _recorded_on(row.header)
    except CellRefused as refused:
        yield refused.on_row(row.row)
        return
    node, header = row.record, row.header
    match = match_of(person)
    found_doses, dose_problems = doses(row, match, today)
    visits = [visit(at, row, match, today) for at in node.items("DSLANKHAM")]
    yield from dose_problems
    yield from (v for v in visits if isinstance(v, RowProblem | NeverStored))
    if node.child("SUCKHOE_SINHSAN").get("SOLAN_PHATHAI") not in {"", "0"}:
        yield NeverStored()
    yield HealthRecordValue(
        row=row.row,
        person=person,
        blood_abo=node.get("NHOMMAU_HEABO"),
        blood_rh=node.get("NHOMMAU_HERH"),
        nationality=node.get("MAQUOCTICH"),
        email=node.get("EMAIL"),
        birth_province=node.get("MATINH_KHAISINH"),
        answers=(*history.answers(node), *_mother_tetanus(node)),
        doses=found_doses,
        visits=tuple(v for v in visits if not isinstance(v, RowProblem | NeverStored)),
        request_id=header.get("REQUEST_ID"),
        sender_code=header.get("SENDER_CODE"),
        sender_name=header.get("SENDER_NAME"),
        recorded_on=recorded_on,
        recorded_by=header.get("SENDER_NAME"),
    )


def _mother_tetanus(node: Node) -> Iterator[AnswerValue]:
    """Read the footer of table C1: how many tetanus doses the mother had."""
    count = numbers.whole(node.get(tags.MOTHER_TETANUS_TAG))
    if count is not None:
        yield AnswerValue(item=tags.MOTHER_TETANUS, state=Answered.YES, number=Decimal(count))


def _recorded_on(header: Node) -> date | None:
    found = days.partial_day(header.get("TRANSACTION_DATE"), "TRANSACTION_DATE")
    return found.day if found else None


def match_of(person: PersonRow) -> PatientMatch:
    """Return what part A says for finding the person."""
    mother = next((r.full_name for r in person.relatives if r.kind is TieKind.MOTHER), "")
    return PatientMatch(
        full_name=person.full_name,
        birth=person.birth,
        sex=person.sex,
        personal_id=person.personal_id,
        identifiers=person.identifiers,
        mother_name=mother,
        place=person.place,
    )


def _person(row: RecordRow, today: date) -> PersonRow:
    node = row.record
    name = node.get("HOTEN")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused("HOTEN", N_("The name is missing."))
    relation, relation_text = people.relation(node.get("QUANHE_CHUHO"))
    phones = (identity.phone(node.get("DIENTHOAI_DD")), identity.phone(node.get("DIENTHOAI_CD")))
    return PersonRow(
        row=row.row,
        household_code=node.get("MAHO_GIADINH"),
        order_in_household=None,
        full_name=name,
        birth=days.past_day(node.get("NGAYSINH"), "NGAYSINH", today),
        sex=_SEXES.get(node.get("GIOITINH"), Sex.UNKNOWN),
        ethnicity=node.get("MADANTOC"),
        religion=node.get("MATONGIAO"),
        occupation=node.get("MANGHENGHIEP"),
        identifiers=tuple(_identifiers(node)),
        relation=relation,
        relation_text=relation_text,
        phones=tuple(number for number in phones if number is not None),
        place=PlaceValue(
            hamlet=node.get("MATHONXOM_THUONGTRU"),
            commune_code=node.get("MAXA_THUONGTRU"),
            old_district_code=node.get("MAHUYEN_THUONGTRU"),
            province_code=node.get("MATINH_THUONGTRU"),
        ),
        permanent_address=node.get("DIACHI_THUONGTRU"),
        current_address=node.get("DIACHI_HIENTAI"),
        relatives=tuple(_relatives(node)),
    )


def _identifiers(node: Node) -> Iterator[IdentifierValue]:
    seen = set()
    for tag in ("MADINHDANH", "SOCMND"):
        number = identity.identity(node.get(tag), tag)
        if number is not None and number.value not in seen:
            seen.add(number.value)
            yield IdentifierValue(
                system=number.system,
                value=number.value,
                valid_from=days.whole_day(node.get("NGAYCAP"), "NGAYCAP"),
                issued_by=node.get("NOICAP"),
            )
    for tag in ("MATHE", "MABHXH"):
        card = identity.insurance(node.get(tag), tag)
        if card is not None:
            yield card
    if member := node.get("MA_NHANKHAU"):
        yield IdentifierValue(system=IdentifierSystem.POPULATION_MEMBER, value=member)


def _relatives(node: Node) -> Iterator[RelativeValue]:
    """Yield the relatives of part A; GIAMHO 1 marks the person's representative."""
    for item in node.items("QUANHE_GIADINH"):
        name = item.get("HOTEN")
        if not name:
            continue
        number = identity.identity(item.get("MADINHDANH"), "MADINHDANH")
        known = number is not None and number.system is IdentifierSystem.PERSONAL_ID
        yield RelativeValue(
            kind=_TIES.get(item.get("LOAI_QUANHE"), TieKind.CAREGIVER),
            full_name=name,
            personal_id=number.value if number is not None and known else "",
            phone=identity.phone(item.get("DIDONG")) or identity.phone(item.get("DIENTHOAI")),
            relation_text=item.get("TEN_QUANHE"),
            represents=item.get("GIAMHO") == "1",
        )
