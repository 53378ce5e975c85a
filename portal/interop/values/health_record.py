"""A whole record of form QĐ 831: parts A, B, C and D, as the exchange file carries them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.interop.values.dose import DoseValue
from portal.interop.values.encounter import EncounterValue
from portal.interop.values.person import PersonRow


class Answered(StrEnum):
    """A form question has three states; absence of an answer is not "no"."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerValue:
    """One answer of part B: `item` is the form's field id, `row` tells several apart.

    `choice` holds the id of an option (never, current, regular, former, caesarean, ...).
    """

    item: str
    row: int = 0
    state: Answered = Answered.NOT_ASKED
    choice: str = ""
    text: str = ""
    reaction: str = ""
    number: Decimal | None = None
    relative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecordValue:
    """Everything one exchange message says about one person.

    Items of answers are the ids of the form: `smoking_status`, `disease_hypertension`,
    `allergy_drug`, `fam_cancer`, `disability_vision`, `birth_weight_g`, ...
    `recorded_on` is the day the paper or station wrote them, `recorded_by` says who.
    """

    row: int
    person: PersonRow
    blood_abo: str = ""
    blood_rh: str = ""
    nationality: str = ""
    email: str = ""
    birth_province: str = ""
    answers: tuple[AnswerValue, ...] = ()
    doses: tuple[DoseValue, ...] = ()
    visits: tuple[EncounterValue, ...] = ()
    request_id: str = ""
    sender_code: str = ""
    sender_name: str = ""
    recorded_on: date | None = None
    recorded_by: str = ""
