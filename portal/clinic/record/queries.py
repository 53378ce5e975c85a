"""What the clinician's page reads beside the features' own queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.measurements.seen_visits import in_sight
from portal.people.kinds import IdentifierSystem
from portal.people.models import Administrative, Identifier, Person
from portal.people.places import Facility
from portal.people.sight import Sight
from portal.visits.kinds import DiagnosisRole
from portal.visits.models import Diagnosis, Encounter
from portal.visits.restricted import MAY_BE_SEEN

MOST_VISITS = 6
MOST_LINES = 200


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Who the patient is, to be checked against the card in the hand."""

    tail: str
    insurance_until: date | None
    blood_abo: str | None
    blood_rh: str | None

    @property
    def blood_group(self) -> str:
        """Return "O, Rh+" as far as it is known."""
        rh = self.blood_rh and (self.blood_rh if "h" in self.blood_rh else f"Rh{self.blood_rh}")
        return ", ".join(part for part in (self.blood_abo, rh) if part)


_HEADING = (
    sa.select(
        Identifier.value,
        Administrative.insurance_until,
        Administrative.blood_abo,
        Administrative.blood_rh,
    )
    .select_from(Person)
    .outerjoin(
        Administrative,
        sa.and_(Administrative.person_id == Person.id, Administrative.replaced_at.is_(None)),
    )
    .outerjoin(
        Identifier,
        sa.and_(
            Identifier.person_id == Person.id,
            Identifier.system == IdentifierSystem.PERSONAL_ID,
            Identifier.active,
        ),
    )
    .where(Person.id == sa.bindparam("person_id"))
    .order_by(Identifier.id.desc())
    .limit(1)
)


def heading_of(person_id: UUID) -> Heading:
    """Return what tells one patient from another."""
    row = reads().execute(_HEADING, {"person_id": person_id}).one()
    return Heading(
        tail=row.value[-3:] if row.value else "",
        insurance_until=row.insurance_until,
        blood_abo=row.blood_abo,
        blood_rh=row.blood_rh,
    )


@dataclass(frozen=True, kw_only=True)
class VisitSummary:
    """One visit of the table, with its diagnoses in the order of the file."""

    id: UUID
    started_at: datetime
    facility: str
    said: str
    treatment: str
    diagnoses: list[tuple[str, str]] = field(default_factory=list)


def _visits() -> sa.Select[tuple[object, ...]]:
    newest = (
        sa.select(Encounter)
        .where(
            Encounter.person_id == sa.bindparam("person_id"),
            Encounter.replaced_at.is_(None),
            MAY_BE_SEEN,
        )
        .order_by(Encounter.started_at.desc(), Encounter.id.desc())
        .limit(MOST_VISITS)
        .subquery()
    )
    return (
        sa.select(
            newest.c.id,
            newest.c.started_at,
            sa.func.coalesce(Facility.name, newest.c.facility_code).label("facility"),
            sa.func.coalesce(newest.c.final_diagnosis, newest.c.reason, "").label("said"),
            sa.func.coalesce(newest.c.treatment, newest.c.advice, "").label("treatment"),
            Diagnosis.icd10,
            Diagnosis.name,
        )
        .outerjoin(Facility, Facility.code == newest.c.facility_code)
        .outerjoin(
            Diagnosis,
            sa.and_(Diagnosis.encounter_id == newest.c.id, in_sight(Diagnosis.sensitivity)),
        )
        .order_by(
            newest.c.started_at.desc(),
            newest.c.id.desc(),
            sa.case((Diagnosis.role == DiagnosisRole.MAIN, 0), else_=1),
            Diagnosis.position,
            Diagnosis.id,
        )
        .limit(MOST_LINES)
    )


_VISITS = _visits()


def visits_of(person_id: UUID, *, sight: Sight) -> Sequence[VisitSummary]:
    """Return the newest visits in sight with their diagnoses, in one statement."""
    found: dict[UUID, VisitSummary] = {}
    for row in reads().execute(_VISITS, {"person_id": person_id, **sight.parameters}):
        visit = found.setdefault(
            row.id,
            VisitSummary(
                id=row.id,
                started_at=row.started_at,
                facility=row.facility,
                said=row.said,
                treatment=row.treatment,
            ),
        )
        if row.icd10 or row.name:
            visit.diagnoses.append((row.icd10 or "", row.name or ""))
    return list(found.values())
