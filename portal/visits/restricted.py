"""Which visits a reader may know of, as conditions of the queries of visits."""

import sqlalchemy as sa

from portal.measurements.seen_visits import is_kept, is_seen
from portal.visits.models import Diagnosis, Encounter

MAY_BE_SEEN = is_seen(Encounter)
IS_KEPT = is_kept(Encounter)
# The classes of a visit's diagnoses as one text: the gate weighs them before anybody is let in.
DIAGNOSED_CLASSES = (
    sa.select(sa.func.aggregate_strings(sa.type_coerce(Diagnosis.sensitivity, sa.String()), ","))
    .where(Diagnosis.encounter_id == Encounter.id)
    .scalar_subquery()
)
