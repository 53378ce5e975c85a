"""A person's laboratory results over time."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.people.kinds import Sensitivity
from portal.visits.kinds import ResultKind
from portal.visits.models import Encounter, LabResult

MOST_RESULTS = 500


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One result of one day."""

    id: int
    encounter_id: UUID
    name: str
    test_code: str | None
    value_text: str
    unit: str | None
    resulted_at: datetime

    @property
    def as_written(self) -> dict[str, Any]:
        """The fields of `result_page.Written`."""
        values = asdict(self)
        del values["encounter_id"]
        return values


_RESULTS = (
    sa.select(
        LabResult.id,
        LabResult.encounter_id,
        LabResult.name,
        LabResult.test_code,
        LabResult.value_text,
        LabResult.unit,
        sa.func.coalesce(LabResult.resulted_at, Encounter.started_at).label("resulted_at"),
    )
    .join(Encounter, Encounter.id == LabResult.encounter_id)
    .where(
        LabResult.person_id == sa.bindparam("person_id"),
        LabResult.kind == ResultKind.LABORATORY,
        LabResult.value_text.is_not(None),
        Encounter.replaced_at.is_(None),
        sa.or_(Encounter.sensitivity == Sensitivity.NONE, sa.bindparam("all", type_=sa.Boolean)),
    )
    .order_by(sa.text("resulted_at DESC"), LabResult.id.desc())
    .limit(MOST_RESULTS)
)
_OF_TESTS = _RESULTS.where(LabResult.test_code.in_(sa.bindparam("tests", expanding=True)))


def results_of(person_id: UUID, *, sensitive_shown: bool) -> Sequence[ResultRow]:
    """Return all results, newest first."""
    rows = reads().execute(_RESULTS, {"person_id": person_id, "all": sensitive_shown})
    return [ResultRow(**row._mapping) for row in rows]


def results_of_tests(
    person_id: UUID, tests: Collection[str], *, sensitive_shown: bool
) -> Sequence[ResultRow]:
    """Return the results of some tests of the reviewed table, newest first."""
    values = {"person_id": person_id, "all": sensitive_shown, "tests": sorted(tests)}
    return [ResultRow(**row._mapping) for row in reads().execute(_OF_TESTS, values)]
