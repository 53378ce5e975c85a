"""How many reports of residents of a commune wait for an answer."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.cases.models import IS_OPEN, ServiceCase
from portal.kernel.db import reads
from portal.people.models import Person


@dataclass(frozen=True, kw_only=True)
class OpenReports:
    """Reports nobody has answered, and how many of them are late."""

    open: int
    late: int


_LATE = sa.case((ServiceCase.due_on < sa.bindparam("today", type_=sa.Date), 1), else_=0)
_OPEN = (
    sa.select(
        sa.func.count(ServiceCase.id).label("open"),
        sa.func.coalesce(sa.func.sum(_LATE), 0).label("late"),
    )
    .join(Person, Person.id == ServiceCase.person_id)
    .where(IS_OPEN, Person.commune == sa.bindparam("commune", type_=sa.String))
)


def of_commune(commune: str | None, today: date) -> OpenReports:
    """Count the reports about people who live in a commune."""
    row = reads().execute(_OPEN, {"commune": commune, "today": today}).one()
    return OpenReports(open=row.open, late=row.late)
