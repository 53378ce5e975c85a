"""One treatment episode, from a claim file, a health check or part D of form QĐ 831."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from portal.interop.values.person import PatientMatch
from portal.people.kinds import Sensitivity


@dataclass(frozen=True, slots=True)
class EncounterKey:
    """The business key: facility code and the facility's treatment code (MA_LK)."""

    facility_code: str
    treatment_code: str


class DiagnosisRole(StrEnum):
    MAIN = "main"
    SECONDARY = "secondary"
    TRADITIONAL = "traditional"


@dataclass(frozen=True, slots=True)
class DiagnosisValue:
    """An ICD-10 (or traditional medicine) code; the name is the facility's, if it gave one."""

    code: str
    role: DiagnosisRole
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineValue:
    """A medicine line (table XML2): texts are shown as written, doses are not computed."""

    line: str
    name: str
    substance_code: str = ""
    strength: str = ""
    form: str = ""
    unit: str = ""
    route_code: str = ""
    dose: str = ""
    instruction: str = ""
    quantity: Decimal | None = None
    registration: str = ""
    ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureValue:
    """An operation or procedure (table XML3, groups 8 and 18)."""

    line: str
    name: str
    code: str = ""
    icd9_codes: tuple[str, ...] = ()
    quantity: Decimal | None = None
    performed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabValue:
    """A result (table XML4): `raw` is what was written, `number` only if it is a plain number.

    `comparable` is false without a unit (QĐ 4210 has none): show it as text, never chart it.
    """

    line: str
    name: str
    raw: str
    number: Decimal | None = None
    unit: str = ""
    code: str = ""
    service_code: str = ""
    note: str = ""
    conclusion: str = ""
    resulted_at: datetime | None = None

    @property
    def comparable(self) -> bool:
        return self.number is not None and bool(self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportValue:
    """An imaging or functional report: a description and a conclusion, no figure."""

    line: str
    name: str
    service_code: str = ""
    description: str = ""
    conclusion: str = ""
    resulted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """Measurements of one moment; °C, mmHg, beats and breaths a minute, %, kg, cm.

    `doubtful` says why the figures are kept but not charted (an exporter's filler values).
    """

    measured_at: datetime | None = None
    pulse: int | None = None
    temperature: Decimal | None = None
    systolic: int | None = None
    diastolic: int | None = None
    breaths: int | None = None
    saturation: int | None = None
    weight: Decimal | None = None
    height: Decimal | None = None
    waist: Decimal | None = None
    doubtful: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteValue:
    """One entry of the course of treatment (table XML5)."""

    line: str
    text: str
    stage: str = ""
    consultation: str = ""
    operation: str = ""
    noted_at: datetime | None = None


class LetterKind(StrEnum):
    """Papers that travel with a visit; each is one part of the claim file."""

    DISCHARGE = "discharge"
    SUMMARY = "summary"
    PREGNANCY_LEAVE = "pregnancy_leave"
    SICK_LEAVE = "sick_leave"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterValue:
    """A paper: its number, its day, and its fields by the names of the decision."""

    kind: LetterKind
    number: str = ""
    issued_on: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentValue:
    """The day to come back; `at` only when the paper gives an hour."""

    on: date
    at: datetime | None = None
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostValue:
    """What the episode cost, in whole đồng. Stored, hidden by default, no clinical meaning."""

    total: int = 0
    medicines: int = 0
    supplies: int = 0
    insurance: int = 0
    co_payment: int = 0
    self_paid: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthValue:
    """A birth certificate (XML9): goes to a staff queue, never makes a person by itself."""

    row: int
    key: EncounterKey
    mother_name: str
    mother_personal_id: str = ""
    child_name: str = ""
    born_at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterValue:
    """One visit with everything below it; a re-send replaces all of it.

    `ends_in_future` marks drug episodes, whose end is the last day of the medicines
    (QĐ 4750, XML1 field 37). `sensitivity` flags restricted classes; `sensitive_because`
    names the class for the report of a data officer, never for a page.
    """

    row: int
    key: EncounterKey
    patient: PatientMatch
    started_at: datetime
    ended_at: datetime | None = None
    admitted_at: datetime | None = None
    ends_in_future: bool = False
    paid_at: datetime | None = None
    kind: str = ""
    kind_code: str = ""
    department_codes: tuple[str, ...] = ()
    facility_name: str = ""
    examiner: str = ""
    reason: str = ""
    admission_reason: str = ""
    admission_diagnosis: str = ""
    final_diagnosis: str = ""
    history: str = ""
    diagnoses: tuple[DiagnosisValue, ...] = ()
    medicines: tuple[MedicineValue, ...] = ()
    procedures: tuple[ProcedureValue, ...] = ()
    labs: tuple[LabValue, ...] = ()
    reports: tuple[ReportValue, ...] = ()
    notes: tuple[NoteValue, ...] = ()
    vital_signs: tuple[VitalSigns, ...] = ()
    examinations: Mapping[str, str] = field(default_factory=dict)
    letters: tuple[LetterValue, ...] = ()
    appointments: tuple[AppointmentValue, ...] = ()
    costs: CostValue = CostValue()
    outcome_code: str = ""
    discharge_code: str = ""
    treatment: str = ""
    advice: str = ""
    record_number: str = ""
    referred_from: str = ""
    referred_to: str = ""
    sensitivity: Sensitivity = Sensitivity.NONE
    sensitive_because: str = ""
    unknown_fields: Mapping[str, str] = field(default_factory=dict)
