"""Doses as pages read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.cases.models import CaseState, ServiceCase
from portal.immunisation.models import Dose, DoseReport
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Source

MOST_DOSES = 3000  # of a whole family; a person has some dozens


@dataclass(frozen=True, kw_only=True)
class DoseRow:
    """One dose as written down, with where it came from."""

    id: UUID
    person_id: UUID
    vaccine_code: str | None
    vaccine_name: str
    given: PartialDate
    number_as_written: str | None
    facility_name: str | None
    lot: str | None
    reaction: str | None
    next_on: date | None
    gestation_month: int | None
    source: Source
    recorded_on: date
    corrected: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """A dose a family reported, and how far the station is with it."""

    case_id: UUID
    case_number: str
    state: CaseState
    due_on: date
    vaccine_code: str
    given: PartialDate
    place: str


_DOSES = (
    sa.select(
        Dose.id,
        Dose.person_id,
        Dose.vaccine_code,
        Dose.vaccine_name,
        Dose.given_on,
        Dose.given_precision,
        Dose.number_as_written,
        Dose.facility_name,
        Dose.lot,
        Dose.reaction,
        Dose.next_on,
        Dose.gestation_month,
        Dose.source,
        Dose.recorded_on,
        Dose.replaces_id.is_not(None).label("corrected"),
    )
    .where(
        Dose.person_id.in_(sa.bindparam("person_ids", expanding=True)), Dose.replaced_at.is_(None)
    )
    .order_by(Dose.given_on, Dose.vaccine_key, Dose.id)
    .limit(MOST_DOSES)
)


def doses_of(person_id: UUID) -> Sequence[DoseRow]:
    """Return a person's doses, oldest first."""
    return doses_of_all([person_id])[person_id]


def doses_of_all(person_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[DoseRow]]:
    """Return the doses of several people in one statement, oldest first."""
    found: dict[UUID, list[DoseRow]] = defaultdict(list)
    for row in reads().execute(_DOSES, {"person_ids": list(person_ids)}):
        values = dict(row._mapping)
        given = PartialDate(values.pop("given_on"), values.pop("given_precision"))
        found[row.person_id].append(DoseRow(given=given, **values))
    return found


_REPORTS = (
    sa.select(
        DoseReport.case_id,
        ServiceCase.number,
        ServiceCase.state,
        ServiceCase.due_on,
        DoseReport.vaccine_code,
        DoseReport.given_on,
        DoseReport.given_precision,
        DoseReport.place,
    )
    .join(ServiceCase, ServiceCase.id == DoseReport.case_id)
    .where(
        DoseReport.person_id == sa.bindparam("person_id"), ServiceCase.state != CaseState.ANSWERED
    )
    .order_by(DoseReport.reported_at.desc(), DoseReport.id)
    .limit(20)
)


def open_reports_of(person_id: UUID) -> Sequence[ReportRow]:
    """Return the doses the family has reported and the station has not answered yet."""
    return [
        ReportRow(
            case_id=row.case_id,
            case_number=f"{row.number:04d}",
            state=row.state,
            due_on=row.due_on,
            vaccine_code=row.vaccine_code,
            given=PartialDate(row.given_on, row.given_precision),
            place=row.place,
        )
        for row in reads().execute(_REPORTS, {"person_id": person_id})
    ]
