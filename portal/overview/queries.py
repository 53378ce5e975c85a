"""What home tells of several records at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.visits.models import Encounter
from portal.visits.restricted import IS_RESTRICTED

_NEW_RESULTS = (
    sa.select(Encounter.person_id, sa.func.max(Encounter.recorded_on))
    .where(
        Encounter.person_id.in_(sa.bindparam("person_ids", expanding=True)),
        Encounter.replaced_at.is_(None),
        sa.not_(IS_RESTRICTED),
        Encounter.started_at >= sa.bindparam("since"),
    )
    .group_by(Encounter.person_id)
    .limit(50)
)


def with_new_results(person_ids: Sequence[UUID], since: datetime) -> Mapping[UUID, object]:
    """Return the people with an unrestricted visit since a moment."""
    rows = reads().execute(_NEW_RESULTS, {"person_ids": list(person_ids), "since": since})
    return {row[0]: row[1] for row in rows}
