"""What home tells of several records at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.people.sight import Sight
from portal.visits.models import Encounter
from portal.visits.restricted import MAY_BE_SEEN

_NEW_RESULTS = (
    sa.select(Encounter.person_id, sa.func.max(Encounter.recorded_on))
    .where(
        Encounter.person_id.in_(sa.bindparam("person_ids", expanding=True)),
        Encounter.replaced_at.is_(None),
        MAY_BE_SEEN,
        Encounter.started_at >= sa.bindparam("since"),
    )
    .group_by(Encounter.person_id)
    .limit(50)
)


def with_new_results(
    person_ids: Sequence[UUID], since: datetime, *, sight: Sight
) -> Mapping[UUID, object]:
    """Return the people with a visit in sight since a moment."""
    values = {"person_ids": list(person_ids), "since": since, **sight.parameters}
    rows = reads().execute(_NEW_RESULTS, values)
    return {row[0]: row[1] for row in rows}
