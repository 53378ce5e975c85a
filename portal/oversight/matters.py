"""What a case is about, as far as the log and the calendar of visits tell: no clinical value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.audit.events import Event
from portal.cases.queries import CaseDetail
from portal.cases.subjects import Topic, parse
from portal.kernel.db import reads
from portal.oversight import lines
from portal.oversight.lines import WatchedLine
from portal.people.places import Facility
from portal.visits.models import Encounter

WRITTEN = (Event.RECORD_ADDED, Event.RECORD_CORRECTED)
_VISIT = (
    sa.select(Encounter.started_at, Facility.name)
    .outerjoin(Facility, Facility.code == Encounter.facility_code)
    .where(
        Encounter.id == sa.bindparam("encounter_id"),
        Encounter.person_id == sa.bindparam("person_id"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Who, where and when; `accused` is the member of staff it concerns, who never answers."""

    who: str | None = None
    place: str | None = None
    at: datetime | None = None
    accused: UUID | None = None
    lines: Sequence[WatchedLine] = ()


def matter_of(case: CaseDetail) -> Matter:
    """Read what a case names: a line of the log, or a visit and who wrote it."""
    about = parse(case.subject)
    if about is None:
        return Matter()
    if about.line is not None:
        return _look(case.person_id, about.line)
    if about.topic is Topic.VISIT:
        return _visit(case.person_id, UUID(case.subject.partition(":")[2]))
    return Matter()


def _look(person_id: UUID, seq: int) -> Matter:
    line = lines.line(seq)
    if line is None or line.person_id != person_id:
        return Matter()
    return Matter(
        who=line.actor_name,
        place=line.organisation,
        at=line.at,
        accused=line.staff_id,
        lines=lines.of_actor(line),
    )


def _visit(person_id: UUID, encounter_id: UUID) -> Matter:
    values = {"encounter_id": encounter_id, "person_id": person_id}
    row = reads().execute(_VISIT, values).one_or_none()
    found = lines.of_object(person_id, f"encounter:{encounter_id}")
    writer = next((line for line in reversed(found) if line.event in WRITTEN), None)
    return Matter(
        who=writer.actor_name if writer else None,
        place=row.name if row else None,
        at=row.started_at if row else None,
        accused=writer.staff_id if writer else None,
        lines=found,
    )
