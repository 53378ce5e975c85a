"""Who a row is about: the population list's person, and what a visit knows of a patient."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, PhoneKind, Relation, Sex, TieKind


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierValue:
    """A number someone issued; `scope` is the facility code of a facility's own number."""

    system: IdentifierSystem
    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    issued_by: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class PhoneValue:
    """A number in E.164; `repaired` says that we put back a zero a spreadsheet ate."""

    number: str
    kind: PhoneKind
    repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeValue:
    """A mother, father, main caregiver or guardian named on the person's row."""

    kind: TieKind
    full_name: str
    personal_id: str = ""
    phone: PhoneValue | None = None
    birth_year: int | None = None
    relation_text: str = ""
    represents: bool = False


class Residence(StrEnum):
    """How a person lives at the household's address."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceValue:
    """An address as written; the district ended on 01/07/2025 and is history only."""

    line: str = ""
    hamlet: str = ""
    commune: str = ""
    commune_code: str = ""
    former_commune: str = ""
    old_district: str = ""
    old_district_code: str = ""
    province: str = ""
    province_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One line of a population list.

    `religion` keeps "Không" as an answer; an empty text means not asked.
    """

    row: int
    household_code: str
    order_in_household: int | None
    full_name: str
    birth: PartialDate | None
    sex: Sex
    ethnicity: str = ""
    religion: str = ""
    occupation: str = ""
    education: str = ""
    identifiers: tuple[IdentifierValue, ...] = ()
    relation: Relation | None = None
    relation_text: str = ""
    phones: tuple[PhoneValue, ...] = ()
    place: PlaceValue = PlaceValue()
    permanent_address: str = ""
    current_address: str = ""
    residence: Residence = Residence.PERMANENT
    remarks: str = ""
    relatives: tuple[RelativeValue, ...] = ()

    @property
    def personal_id(self) -> str:
        """Return the 12-digit number, or an empty text before birth registration."""
        for number in self.identifiers:
            if number.system is IdentifierSystem.PERSONAL_ID:
                return number.value
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientMatch:
    """What a visit or dose says about its person: used to find, never to overwrite.

    `newborn_under_parent_name` marks a baby of at most 28 days without an identity: the
    name on the row is the mother's (QĐ 4750, XML1 field 4), so no match by name is right.
    """

    full_name: str
    birth: PartialDate | None
    sex: Sex
    personal_id: str = ""
    identifiers: tuple[IdentifierValue, ...] = ()
    facility_code: str = ""
    facility_patient_code: str = ""
    phone: PhoneValue | None = None
    place: PlaceValue = PlaceValue()
    mother_name: str = ""
    ethnicity_code: str = ""
    blood_group: str = ""
    newborn_under_parent_name: bool = False

    @property
    def cards(self) -> tuple[str, ...]:
        """Return the health-insurance numbers given for this visit."""
        return tuple(
            number.value
            for number in self.identifiers
            if number.system is IdentifierSystem.INSURANCE_CARD
        )
