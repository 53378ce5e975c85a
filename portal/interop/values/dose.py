"""One line of an immunisation registry: a dose given, or a dose planned."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from portal.interop.values.person import PatientMatch, RelativeValue
from portal.kernel.partial_date import PartialDate


class DoseStatus(StrEnum):
    """Registry state 1 is a plan, state 2 a dose (the registry's `trang_thai`)."""

    GIVEN = "given"
    PLANNED = "planned"


class Funding(StrEnum):
    """Who pays: the national programme (TCMR) or the family (dịch vụ)."""

    PROGRAMME = "programme"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseValue:
    """A dose as the source words it; the dose number is kept but not trusted.

    `table` is C1, C2 or C3 of form QĐ 831 when the row came from that form.
    """

    row: int
    subject: PatientMatch
    vaccine: str
    antigens: tuple[str, ...] = ()
    vaccine_code: str = ""
    table: str = ""
    dose_number: int | None = None
    status: DoseStatus = DoseStatus.GIVEN
    given_on: PartialDate | None = None
    given_at: time | None = None
    lot: str = ""
    facility: str = ""
    vaccinator: str = ""
    reaction: str = ""
    scar: bool | None = None
    within_24_hours: bool | None = None
    funding: Funding = Funding.UNKNOWN
    gestation_month: int | None = None
    next_on: date | None = None
    exported_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectValue:
    """A person known to the registry, with the relatives it names."""

    row: int
    match: PatientMatch
    relatives: tuple[RelativeValue, ...] = ()
    followed: bool | None = None
    exported_on: date | None = None
