"""The resets of a commune as rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Person
from portal.resets import colleagues, queries
from portal.resets.counter.tones import TONES
from portal.resets.states import RUNNING, State

_NAMES = sa.select(Person.id, Person.full_name).where(
    Person.id.in_(sa.bindparam("person_ids", expanding=True))
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reset in a list."""

    id: UUID
    person: str
    asked_by: str
    asked_at: datetime
    state: State
    tone: str

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


def rows_of(commune: str | None) -> list[Row]:
    """Return the resets of a commune, newest first."""
    now, found = clock.now(), queries.resets_of_commune(commune)
    names, people = colleagues.names_of(*found), _people({reset.person_id for reset in found})
    return [
        Row(
            id=reset.id,
            person=people.get(reset.person_id, ""),
            asked_by=names.of(reset.requested_by),
            asked_at=reset.requested_at,
            state=reset.state_at(now),
            tone=TONES[reset.state_at(now)],
        )
        for reset in found
    ]


def _people(ids: set[UUID]) -> Mapping[UUID, str]:
    if not ids:
        return {}
    rows = reads().execute(_NAMES, {"person_ids": list(ids)})
    return {row.id: row.full_name for row in rows}
