"""What the record page counts in its neighbours' tables.

Immunisation and visits are siblings: the record may not import them, and it knows none of
their rules. It names the few columns it counts, and a test holds these names against the
models.
"""

import sqlalchemy as sa

from portal.kernel.db import Moment
from portal.people.models import SENSITIVITY

DOSE = sa.table(
    "dose",
    sa.column("person_id", sa.Uuid()),
    sa.column("given_on", sa.Date()),
    sa.column("replaced_at", Moment()),
)
ENCOUNTER = sa.table(
    "encounter",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("facility_code", sa.String()),
    sa.column("external_id", sa.String()),
    sa.column("started_at", Moment()),
    sa.column("sensitivity", SENSITIVITY),
    sa.column("replaced_at", Moment()),
)
LAB_RESULT = sa.table(
    "lab_result",
    sa.column("id", sa.Integer()),
    sa.column("encounter_id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
)
