"""Which visits only the person may see, as a condition of every query.

A visit is kept apart when it is flagged or when one of its diagnoses is (product.md §3):
to a representative it is absent, also from counts, paging, results and values.
"""

import sqlalchemy as sa

from portal.people.kinds import Sensitivity
from portal.visits.models import Diagnosis, Encounter

ALL_SHOWN = sa.bindparam("all", type_=sa.Boolean)
IS_RESTRICTED = sa.or_(
    Encounter.sensitivity != Sensitivity.NONE,
    sa.exists().where(
        Diagnosis.encounter_id == Encounter.id, Diagnosis.sensitivity != Sensitivity.NONE
    ),
)
MAY_BE_SEEN = sa.or_(ALL_SHOWN, sa.not_(IS_RESTRICTED))
