"""How much there is in parts C and D, and the newest figures, as one reader may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.record.models import YearlyConfirmation
from portal.record.neighbours import DOSE, ENCOUNTER, IS_RESTRICTED, LAB_RESULT


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How much there is in parts C and D, and how new it is."""

    doses: int
    latest_dose: date | None
    visits: int
    latest_visit: datetime | None
    results: int
    confirmed_on: date | None


@dataclass(frozen=True, kw_only=True)
class LatestMeasurement:
    """The newest trusted value of one kind, in the unit of its kind."""

    kind: MeasurementKind
    value: Decimal
    second_value: Decimal | None
    taken_at: datetime


def _totals(*, sensitive: bool) -> sa.Select[Any]:
    person = sa.bindparam("person_id", type_=sa.Uuid())
    doses = sa.and_(DOSE.c.person_id == person, DOSE.c.replaced_at.is_(None))
    visits = sa.and_(ENCOUNTER.c.person_id == person, ENCOUNTER.c.replaced_at.is_(None))
    if not sensitive:
        visits = sa.and_(visits, sa.not_(IS_RESTRICTED))
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


def _latest(*, sensitive: bool) -> sa.Select[Any]:
    newest_first = (
        sa.func.row_number()
        .over(
            partition_by=Measurement.kind,
            order_by=(Measurement.taken_at.desc(), Measurement.id.desc()),
        )
        .label("place")
    )
    ranked = sa.select(
        Measurement.kind,
        Measurement.value,
        Measurement.second_value,
        Measurement.taken_at,
        newest_first,
    ).where(
        Measurement.person_id == sa.bindparam("person_id"),
        Measurement.replaced_at.is_(None),
        sa.not_(Measurement.questionable),
    )
    if not sensitive:
        hidden = sa.exists().where(
            ENCOUNTER.c.id == Measurement.encounter_id,
            IS_RESTRICTED,
        )
        ranked = ranked.where(sa.not_(hidden))
    rows = ranked.subquery()
    return (
        sa.select(rows.c.kind, rows.c.value, rows.c.second_value, rows.c.taken_at)
        .where(rows.c.place == 1)
        .order_by(rows.c.kind)
        .limit(len(MeasurementKind))
    )


_TOTALS = {shown: _totals(sensitive=shown) for shown in (True, False)}
_LATEST = {shown: _latest(sensitive=shown) for shown in (True, False)}


def totals_of(person_id: UUID, *, sensitive: bool) -> Totals:
    """Count doses, visits and results; hidden visits count only when they are shown."""
    row = reads().execute(_TOTALS[sensitive], {"person_id": person_id}).one()
    return Totals(**row._mapping)


def latest_measurements(person_id: UUID, *, sensitive: bool) -> Sequence[LatestMeasurement]:
    """Return the newest trusted value of each kind, none of a hidden visit."""
    rows = reads().execute(_LATEST[sensitive], {"person_id": person_id})
    return [LatestMeasurement(**row._mapping) for row in rows]
