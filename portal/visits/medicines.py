"""The medicines somebody takes now, as far as visits tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.text import fold
from portal.people.places import Facility
from portal.people.sight import Sight
from portal.visits.dosing import DayPart
from portal.visits.models import Encounter, Medicine
from portal.visits.parts import MedicinePart
from portal.visits.restricted import MAY_BE_SEEN
from portal.visits.visit_page import ShownMedicine, shown_medicine

LAST_DAYS = timedelta(days=90)
MOST_MEDICINES = 100


@dataclass(frozen=True, kw_only=True)
class CurrentMedicine:
    """A medicine with the visit that prescribed it; `until` is the end of that episode."""

    encounter_id: UUID
    prescribed_at: datetime
    until: datetime | None
    facility_name: str | None
    facility_code: str
    shown: ShownMedicine

    @property
    def words(self) -> str:
        return in_one_line(self.shown)


def _current() -> sa.Select[Any]:
    """Take what running episodes prescribed, and what the newest prescribing visit did."""
    runs = Encounter.ended_at >= sa.bindparam("today_begins", type_=Encounter.started_at.type)
    is_recent = Encounter.started_at >= sa.bindparam("since", type_=Encounter.started_at.type)
    newest_first = (Encounter.started_at.desc(), Encounter.id.desc())
    prescribing = (
        sa.select(
            Encounter.id,
            Encounter.started_at,
            Encounter.ended_at,
            Encounter.facility_code,
            sa.func.coalesce(runs, sa.false(), type_=sa.Boolean()).label("runs"),
            sa.func.row_number().over(order_by=newest_first).label("place"),
        )
        .where(
            Encounter.person_id == sa.bindparam("person_id"),
            Encounter.replaced_at.is_(None),
            MAY_BE_SEEN,
            sa.or_(runs, is_recent),
            sa.exists().where(Medicine.encounter_id == Encounter.id),
        )
        .subquery()
    )
    return (
        sa.select(
            Medicine.name,
            Medicine.strength,
            Medicine.unit,
            Medicine.dose_text,
            Medicine.instruction,
            Medicine.quantity,
            prescribing.c.id.label("encounter_id"),
            prescribing.c.started_at,
            prescribing.c.ended_at,
            prescribing.c.facility_code,
            Facility.name.label("facility_name"),
        )
        .join(prescribing, prescribing.c.id == Medicine.encounter_id)
        .outerjoin(Facility, Facility.code == prescribing.c.facility_code)
        .where(sa.or_(prescribing.c.runs, prescribing.c.place == 1))
        .order_by(prescribing.c.place, Medicine.position, Medicine.id)
        .limit(MOST_MEDICINES)
    )


_CURRENT = _current()


def current_medicines(person_id: UUID, sight: Sight, today: date) -> Sequence[CurrentMedicine]:
    """Return the medicines of episodes that still run and of the newest prescribing visit.

    That visit counts for 90 days. A medicine prescribed again is told once, as it was last.
    """
    begins = clock.start_of(today).astimezone(UTC)
    values = {"person_id": person_id, "today_begins": begins, "since": begins - LAST_DAYS}
    rows = reads().execute(_CURRENT, values | dict(sight.parameters))
    newest: dict[str, CurrentMedicine] = {}
    for row in rows:
        medicine = _as_medicine(row)
        newest.setdefault(fold(medicine.shown.name), medicine)
    return list(newest.values())


def _as_medicine(row: Any) -> CurrentMedicine:
    part = MedicinePart(
        name=row.name,
        strength=row.strength,
        unit=row.unit,
        dose_text=row.dose_text,
        instruction=row.instruction,
        quantity=row.quantity,
    )
    return CurrentMedicine(
        encounter_id=row.encounter_id,
        prescribed_at=row.started_at,
        until=row.ended_at,
        facility_name=row.facility_name,
        facility_code=row.facility_code,
        shown=shown_medicine(part),
    )


def in_one_line(medicine: ShownMedicine) -> str:
    """Write a medicine out: "Amlodipin 5 mg: sáng 1 viên. Uống sau ăn"."""
    taken = [
        f"{part.label.lower()} {slot[0]} {slot[1]}"
        for part, slot in zip(DayPart, medicine.slots or (), strict=bool(medicine.slots))
        if slot
    ]
    how = ". ".join(filter(None, (", ".join(taken), medicine.sentence)))
    return f"{medicine.name}: {how}"
