"""How many records are full, village by village, for the monthly report.

A record is full where each part of form QĐ 831 holds something: A the administrative facts,
B the history, C a dose, D a visit. What stands there is not read.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.immunisation.models import Dose
from portal.kernel.db import reads
from portal.people.models import Administrative, Membership, Person
from portal.people.places import Household
from portal.progress.bounds import LIVED_THERE, UNTIL_DAY, WAS_THERE, households
from portal.record.models import HistoryAnswer
from portal.staff.signed_in import SignedInStaff
from portal.visits.models import Encounter


def _holds(part: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(part.person_id == Person.id, part.recorded_on <= UNTIL_DAY)


_FULL = (
    sa.select(Household.village_id, sa.func.count(Person.id).label("people"))
    .select_from(Household)
    .join(Membership, LIVED_THERE)
    .join(Person, WAS_THERE)
    .where(*(_holds(part) for part in (Administrative, HistoryAnswer, Dose, Encounter)))
    .group_by(Household.village_id)
)


def full_records(staff: SignedInStaff, until: date) -> Mapping[UUID | None, int]:
    """Count full records by village, as they were at the end of a day."""
    rows = reads().execute(_FULL.where(households(staff)), {"until": until})
    return {row.village_id: row.people for row in rows}
