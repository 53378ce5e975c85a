"""What a case is about, as far as the log and the calendar of visits tell: no clinical value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.cases.queries import CaseDetail
from portal.cases.subjects import Topic, parse
from portal.kernel.db import reads
from portal.oversight import lines
from portal.oversight.lines import WatchedLine
from portal.people.places import Facility
from portal.visits.models import Encounter
from portal.visits.queries import versions_of

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
    """Who, where and when; `accused` are the staff it concerns, who never answer."""

    who: str | None = None
    place: str | None = None
    at: datetime | None = None
    accused: frozenset[UUID] = frozenset()
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
        accused=_staff([line]),
        lines=lines.of_actor(line),
    )


def _visit(person_id: UUID, encounter_id: UUID) -> Matter:
    values = {"encounter_id": encounter_id, "person_id": person_id}
    row = reads().execute(_VISIT, values).one_or_none()
    versions = versions_of(encounter_id).ids if row else ()
    refs = [f"encounter:{version}" for version in versions]
    written = lines.writing(person_id, refs)
    return Matter(
        who=written[0].actor_name if written else None,
        place=row.name if row else None,
        at=row.started_at if row else None,
        accused=_staff(written),
        lines=lines.of_objects(person_id, refs),
    )


def _staff(found: Sequence[WatchedLine]) -> frozenset[UUID]:
    return frozenset(line.staff_id for line in found if line.staff_id is not None)
