"""A person's laboratory results over time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import Moment, reads
from portal.people.sight import Sight
from portal.visits.kinds import ResultKind
from portal.visits.models import Encounter, LabResult
from portal.visits.restricted import MAY_BE_SEEN

MOST_RESULTS = 500
TESTS_A_PAGE = 20
VALUES_OF_A_TEST = 7  # the newest, and six before it to draw


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
        names = ("id", "name", "test_code", "value_text", "unit", "resulted_at")
        return {name: getattr(self, name) for name in names}


_AT = sa.func.coalesce(LabResult.resulted_at, Encounter.started_at, type_=Moment())
_COLUMNS = (
    LabResult.id,
    LabResult.encounter_id,
    LabResult.name,
    LabResult.test_code,
    LabResult.value_text,
    LabResult.unit,
    _AT.label("resulted_at"),
)
_RESULTS = (
    sa.select(*_COLUMNS)
    .join(Encounter, Encounter.id == LabResult.encounter_id)
    .where(
        LabResult.person_id == sa.bindparam("person_id"),
        LabResult.kind == ResultKind.LABORATORY,
        LabResult.value_text.is_not(None),
        Encounter.replaced_at.is_(None),
        MAY_BE_SEEN,
    )
)
_OF_TESTS = (
    _RESULTS.where(LabResult.test_code.in_(sa.bindparam("tests", expanding=True)))
    .order_by(_AT.desc(), LabResult.id.desc())
    .limit(MOST_RESULTS)
)


def _newest_of_each_test() -> sa.Select[Any]:
    """Take the last values of each test, the test measured last first, from a place on."""
    test = sa.func.coalesce(LabResult.test_code, LabResult.name)
    newest_first = (_AT.desc(), LabResult.id.desc())
    ranked = _RESULTS.add_columns(
        sa.func.row_number().over(partition_by=test, order_by=newest_first).label("place"),
        sa.func.max(_AT, type_=Moment()).over(partition_by=test).label("newest_at"),
        sa.func.first_value(LabResult.id, type_=sa.Integer)
        .over(partition_by=test, order_by=newest_first)
        .label("newest_id"),
    ).subquery()
    before = sa.tuple_(
        sa.bindparam("before_at", type_=Moment()), sa.bindparam("before_id", type_=sa.Integer)
    )
    return (
        sa.select(ranked)
        .where(
            ranked.c.place <= VALUES_OF_A_TEST,
            sa.or_(
                sa.bindparam("first", type_=sa.Boolean),
                sa.tuple_(ranked.c.newest_at, ranked.c.newest_id) < before,
            ),
        )
        .order_by(ranked.c.newest_at.desc(), ranked.c.newest_id.desc(), ranked.c.place)
        .limit((TESTS_A_PAGE + 1) * VALUES_OF_A_TEST)
    )


_NEWEST = _newest_of_each_test()


def values_by_test(
    person_id: UUID, *, sight: Sight, before: tuple[datetime, int] | None = None
) -> tuple[Sequence[Sequence[ResultRow]], bool]:
    """Return a page of tests, the one measured last first, and whether others follow.

    Each test comes with its last values, newest first.
    """
    before_at, before_id = before or (None, None)
    rows = reads().execute(
        _NEWEST,
        {
            "person_id": person_id,
            **sight.parameters,
            "first": before is None,
            "before_at": before_at,
            "before_id": before_id,
        },
    )
    found = [[_as_row(row) for row in group] for _, group in groupby(rows, key=_newest_id)]
    return found[:TESTS_A_PAGE], len(found) > TESTS_A_PAGE


def _newest_id(row: Any) -> int:
    return int(row.newest_id)


def results_of_tests(
    person_id: UUID, tests: Collection[str], *, sight: Sight
) -> Sequence[ResultRow]:
    """Return the results of some tests of the reviewed table, newest first."""
    values = {"person_id": person_id, "tests": sorted(tests), **sight.parameters}
    return [_as_row(row) for row in reads().execute(_OF_TESTS, values)]


def _as_row(row: Any) -> ResultRow:
    return ResultRow(
        id=row.id,
        encounter_id=row.encounter_id,
        name=row.name,
        test_code=row.test_code,
        value_text=row.value_text,
        unit=row.unit,
        resulted_at=row.resulted_at,
    )
