"""Visits as lists and one visit as a whole, each in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel.db import reads
from portal.people.kinds import Sensitivity, Source
from portal.people.places import Facility
from portal.people.sight import ORDINARY, Sight
from portal.visits.kinds import DiagnosisRole
from portal.visits.models import Diagnosis, Encounter
from portal.visits.restricted import DIAGNOSED_CLASSES, IS_KEPT, MAY_BE_SEEN

PAGE = 20

_SUCCESSOR = aliased(Facility)
_MAIN = (
    sa.select(Diagnosis.name)
    .where(Diagnosis.encounter_id == Encounter.id, Diagnosis.role == DiagnosisRole.MAIN)
    .order_by(Diagnosis.position)
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """One line of the list."""

    id: UUID
    started_at: datetime
    facility_code: str
    facility_name: str | None
    main_diagnosis: str | None
    final_diagnosis: str | None
    reason: str | None


_LIST = (
    sa.select(
        Encounter.id,
        Encounter.started_at,
        Encounter.facility_code,
        Facility.name.label("facility_name"),
        _MAIN.label("main_diagnosis"),
        Encounter.final_diagnosis,
        Encounter.reason,
    )
    .outerjoin(Facility, Facility.code == Encounter.facility_code)
    .where(
        Encounter.person_id == sa.bindparam("person_id"),
        Encounter.replaced_at.is_(None),
        MAY_BE_SEEN,
        sa.or_(
            sa.bindparam("first", type_=sa.Boolean),
            sa.tuple_(Encounter.started_at, Encounter.id)
            < sa.tuple_(
                sa.bindparam("before_at", type_=Encounter.started_at.type),
                sa.bindparam("before_id", type_=Encounter.id.type),
            ),
        ),
    )
    .order_by(Encounter.started_at.desc(), Encounter.id.desc())
    .limit(PAGE + 1)
)


def visits_of(
    person_id: UUID, *, sight: Sight, before: tuple[datetime, UUID] | None = None
) -> tuple[Sequence[VisitRow], bool]:
    """Return a page of visits, newest first, and whether older ones follow.

    Visits out of sight are absent, also from paging.
    """
    before_at, before_id = before or (None, None)
    rows = reads().execute(
        _LIST,
        {
            "person_id": person_id,
            **sight.parameters,
            "first": before is None,
            "before_at": before_at,
            "before_id": before_id,
        },
    )
    found = [VisitRow(**row._mapping) for row in rows]
    return found[:PAGE], len(found) > PAGE


def _classes(own: Sensitivity, diagnosed: str | None) -> frozenset[Sensitivity]:
    named = diagnosed.split(",") if diagnosed else []
    return frozenset({own, *map(Sensitivity, named)})


@dataclass(frozen=True, kw_only=True)
class VisitHead:
    """A visit without its parts."""

    id: UUID
    person_id: UUID
    external_id: str
    facility_code: str
    facility_name: str | None
    successor_name: str | None
    care_class: str | None
    started_at: datetime
    ended_at: datetime | None
    reason: str | None
    history: str | None
    admission_diagnosis: str | None
    final_diagnosis: str | None
    treatment: str | None
    advice: str | None
    clinician: str | None
    sensitivity: Sensitivity
    diagnosed: str | None
    is_kept: bool
    source: Source
    recorded_on: date
    replaces_id: UUID | None
    replaced_at: datetime | None

    @property
    def classes(self) -> frozenset[Sensitivity]:
        """The classes a reader needs: the visit's own and those of all its diagnoses."""
        return _classes(self.sensitivity, self.diagnosed)

    @property
    def is_restricted(self) -> bool:
        return self.classes != ORDINARY

    def is_seen_with(self, sight: Sight) -> bool:
        """Say whether a reader may know of this visit, as the lists decide it."""
        return self.classes <= sight.classes and not (sight.household and self.is_kept)


_HEAD = (
    sa.select(
        Encounter.id,
        Encounter.person_id,
        Encounter.external_id,
        Encounter.facility_code,
        Facility.name.label("facility_name"),
        _SUCCESSOR.name.label("successor_name"),
        Encounter.care_class,
        Encounter.started_at,
        Encounter.ended_at,
        Encounter.reason,
        Encounter.history,
        Encounter.admission_diagnosis,
        Encounter.final_diagnosis,
        Encounter.treatment,
        Encounter.advice,
        Encounter.clinician,
        Encounter.sensitivity,
        DIAGNOSED_CLASSES.label("diagnosed"),
        IS_KEPT.label("is_kept"),
        Encounter.source,
        Encounter.recorded_on,
        Encounter.replaces_id,
        Encounter.replaced_at,
    )
    .outerjoin(Facility, Facility.code == Encounter.facility_code)
    .outerjoin(_SUCCESSOR, _SUCCESSOR.code == Facility.merged_into)
    .where(Encounter.id == sa.bindparam("encounter_id"))
)
_NEWEST = sa.select(Encounter.id).where(
    Encounter.facility_code == sa.bindparam("facility_code"),
    Encounter.external_id == sa.bindparam("external_id"),
    Encounter.replaced_at.is_(None),
    MAY_BE_SEEN,
)


def head_of(encounter_id: UUID) -> VisitHead | None:
    """Return a visit, of whatever version, before anybody has been let in."""
    row = reads().execute(_HEAD, {"encounter_id": encounter_id}).one_or_none()
    return VisitHead(**row._mapping) if row else None


_THIS = aliased(Encounter)
_VERSIONS = (
    sa.select(Encounter.id, Encounter.sensitivity, DIAGNOSED_CLASSES.label("diagnosed"))
    .join(
        _THIS,
        sa.and_(
            _THIS.facility_code == Encounter.facility_code,
            _THIS.external_id == Encounter.external_id,
        ),
    )
    .where(_THIS.id == sa.bindparam("encounter_id"))
    .order_by(Encounter.recorded_on, Encounter.id)
)


@dataclass(frozen=True, kw_only=True)
class Versions:
    """All versions of one visit, and the classes they have had between them."""

    ids: tuple[UUID, ...]
    classes: frozenset[Sensitivity]


def versions_of(encounter_id: UUID) -> Versions:
    """Return what is known of a visit before anybody has been let in, whichever version is named.

    What was private once stays so for whoever reads the old versions or the form they fill.
    """
    rows = reads().execute(_VERSIONS, {"encounter_id": encounter_id}).all()
    named = (_classes(row.sensitivity, row.diagnosed) for row in rows)
    return Versions(ids=tuple(row.id for row in rows), classes=frozenset().union(*named))


def newest_version(head: VisitHead, *, sight: Sight) -> UUID | None:
    """Return the version that replaced this one in the end, if it may be seen."""
    values = {
        "facility_code": head.facility_code,
        "external_id": head.external_id,
        **sight.parameters,
    }
    return reads().execute(_NEWEST, values).scalar_one_or_none()
