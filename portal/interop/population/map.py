"""From a row of a population list to a person; a bad cell refuses its row only."""

from collections.abc import Iterator
from datetime import date

from portal.interop.cells import days, identity, numbers, people
from portal.interop.problems import N_, CellRefused, Reason, RowProblem, Weight
from portal.interop.values.person import (
    IdentifierValue,
    PersonRow,
    PhoneValue,
    PlaceValue,
    RelativeValue,
    Residence,
)
from portal.kernel.sheets.headed import Record
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, Sex, TieKind

_RELATIVES = (
    (TieKind.MOTHER, "mother", {"me", "me de"}),
    (TieKind.FATHER, "father", {"cha", "bo", "bo de", "cha de"}),
    (TieKind.CAREGIVER, "caregiver", {"ncsc", "nguoi cham soc", "nguoi cham soc chinh"}),
)


def person(record: Record, today: date) -> Iterator[PersonRow | RowProblem]:
    """Yield the person of a row and the warnings about it, or the reason it is refused."""
    try:
        row = _person(record, today)
    except CellRefused as refused:
        yield refused.on_row(record.row)
        return
    yield from _warnings(record, row)
    yield row


def _person(record: Record, today: date) -> PersonRow:
    name = record.text("name")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused(record.header.title("name"), N_("The name is missing."))
    relation, relation_text = people.relation(record["relation"])
    return PersonRow(
        row=record.row,
        household_code=record.text("household"),
        order_in_household=numbers.whole(record["order"]),
        full_name=name,
        birth=days.past_day(record["birth"], record.header.title("birth"), today),
        sex=_sex(record),
        ethnicity=record.text("ethnicity"),
        religion=record.text("religion"),
        occupation=record.text("occupation"),
        education=record.text("education"),
        identifiers=_identifiers(record),
        relation=relation,
        relation_text=relation_text,
        phones=_phones(record),
        place=_place(record),
        permanent_address=record.text("permanent"),
        current_address=record.text("current"),
        residence=_residence(record),
        remarks=record.text("remarks"),
        relatives=tuple(_relatives(record)),
    )


def _sex(record: Record) -> Sex:
    if "male" in record.header.positions and "female" in record.header.positions:
        male, female = people.ticked(record["male"]), people.ticked(record["female"])
        if male and female:
            raise CellRefused(record.header.title("female"), N_("Both columns of sex are crossed."))
        return Sex.MALE if male else Sex.FEMALE if female else Sex.UNKNOWN
    return people.sex(record["sex"], record.header.title("sex"))


def _identifiers(record: Record) -> tuple[IdentifierValue, ...]:
    found = (
        identity.identity(record["identity"], record.header.title("identity")),
        _card(record),
    )
    return tuple(number for number in found if number is not None)


def _card(record: Record) -> IdentifierValue | None:
    card = identity.insurance(record["card"], record.header.title("card"))
    until = days.whole_day(record["card_until"], record.header.title("card_until"))
    if card is None or until is None:
        return card
    return IdentifierValue(system=card.system, value=card.value, valid_to=until)


def _phones(record: Record) -> tuple[PhoneValue, ...]:
    parts = record.text("phone").replace(";", ",").split(",")
    return tuple(number for part in parts if (number := identity.phone(part)) is not None)


def _place(record: Record) -> PlaceValue:
    return PlaceValue(
        hamlet=record.text("hamlet"),
        commune=record.text("commune"),
        former_commune=record.text("former_commune"),
        old_district=record.text("district"),
        province=record.text("province"),
    )


def _residence(record: Record) -> Residence:
    remarks = fold(record.text("remarks"))
    if "tam tru" in remarks:
        return Residence.TEMPORARY
    return (
        Residence.AWAY if "di lam xa" in remarks or "vang mat" in remarks else Residence.PERMANENT
    )


def _relatives(record: Record) -> Iterator[RelativeValue]:
    """Yield the relatives named on the row; the list itself says who represents.

    The representative column holds Mẹ, Cha or Người chăm sóc, or repeats a name.
    """
    representative = fold(record.text("representative"))
    for kind, column, words in _RELATIVES:
        name = record.text(column)
        if not name:
            continue
        number = identity.identity(
            record[f"{column}_identity"], record.header.title(f"{column}_identity")
        )
        yield RelativeValue(
            kind=kind,
            full_name=name,
            personal_id=_personal(number),
            phone=identity.phone(record[f"{column}_phone"]),
            relation_text=record.text(f"{column}_relation"),
            represents=representative in words or representative == fold(name),
        )


def _personal(number: IdentifierValue | None) -> str:
    if number is None or number.system is not IdentifierSystem.PERSONAL_ID:
        return ""
    return number.value


def _warnings(record: Record, row: PersonRow) -> Iterator[RowProblem]:
    def warn(column: str, message: str) -> RowProblem:
        return RowProblem(record.row, record.header.title(column), Reason(message), Weight.WARNING)

    if any(number.repaired for number in row.phones):
        yield warn("phone", N_("The phone number lacked its first zero; it was put back."))
    elif record.text("phone") and not row.phones:
        yield warn("phone", N_("This is not a phone number; the row was taken without it."))
    if row.birth is None:
        yield warn("birth", N_("The birth date is missing."))
    if not row.personal_id:
        yield warn("identity", N_("The identity number is missing."))
