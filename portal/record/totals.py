"""How much there is in parts C and D, as one reader may know it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.measurements.seen_visits import is_seen
from portal.people.sight import Sight
from portal.record.models import YearlyConfirmation
from portal.record.neighbours import DOSE, ENCOUNTER, LAB_RESULT


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How much there is in parts C and D, and how new it is."""

    doses: int
    latest_dose: date | None
    visits: int
    latest_visit: datetime | None
    results: int
    confirmed_on: date | None


def _totals() -> sa.Select[Any]:
    person = sa.bindparam("person_id", type_=sa.Uuid())
    doses = sa.and_(DOSE.c.person_id == person, DOSE.c.replaced_at.is_(None))
    visits = sa.and_(
        ENCOUNTER.c.person_id == person, ENCOUNTER.c.replaced_at.is_(None), is_seen(ENCOUNTER.c)
    )
    results = (
        sa.select(sa.func.count(LAB_RESULT.c.id))
        .join(ENCOUNTER, ENCOUNTER.c.id == LAB_RESULT.c.encounter_id)
        .where(LAB_RESULT.c.person_id == person, visits)
    )
    confirmed = sa.select(sa.func.max(YearlyConfirmation.confirmed_on)).where(
        YearlyConfirmation.person_id == person
    )
    return sa.select(
        _one(sa.select(sa.func.count()).select_from(DOSE).where(doses), "doses"),
        _one(sa.select(sa.func.max(DOSE.c.given_on)).where(doses), "latest_dose"),
        _one(sa.select(sa.func.count()).select_from(ENCOUNTER).where(visits), "visits"),
        _one(sa.select(sa.func.max(ENCOUNTER.c.started_at)).where(visits), "latest_visit"),
        _one(results, "results"),
        _one(confirmed, "confirmed_on"),
    )


def _one(query: sa.Select[Any], name: str) -> sa.Label[Any]:
    return query.scalar_subquery().label(name)


_TOTALS = _totals()


def totals_of(person_id: UUID, *, sight: Sight) -> Totals:
    """Count doses, visits and results; a visit out of sight counts nowhere."""
    row = reads().execute(_TOTALS, {"person_id": person_id, **sight.parameters}).one()
    return Totals(**row._mapping)
