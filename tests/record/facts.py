"""Builders of what a record holds; the caller commits."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from portal.kernel import clock
from portal.kernel.db import session
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import IdentifierSystem, Sensitivity, Source
from portal.people.models import Administrative, Identifier
from portal.record.form import ITEMS
from portal.record.kinds import Answer, Habit
from portal.record.models import HistoryAnswer
from portal.visits.models import Encounter
from tests.cast import Member

PAPER: dict[str, Any] = {"source": Source.PAPER_FORM, "recorded_on": date(2023, 9, 15)}


def answered(person: Member, item: str, answer: Answer = Answer.YES, **more: Any) -> None:
    """Add one answer of part B with the flag its item has on the form."""
    more.setdefault("sensitivity", ITEMS[item].sensitivity)
    session.add(
        HistoryAnswer(person_id=person.person_id, item=item, answer=answer, **more, **PAPER)
    )


def smokes(person: Member, habit: Habit) -> None:
    answer = Answer.NO if habit is Habit.NEVER else Answer.YES
    answered(person, "smoking_status", answer, habit=habit)


def part_a(person: Member, **columns: Any) -> None:
    """Add part A as it stands."""
    session.add(
        Administrative(person_id=person.person_id, content_hash=uuid4().bytes, **columns, **PAPER)
    )


def a_number(person: Member, system: IdentifierSystem, value: str, **more: Any) -> None:
    session.add(
        Identifier(
            person_id=person.person_id,
            system=system,
            value=value,
            value_index=value.encode(),
            **more,
            **PAPER,
        )
    )


def a_visit(person: Member, sensitivity: Sensitivity = Sensitivity.NONE) -> UUID:
    visit_id = uuid4()
    session.add(
        Encounter(
            id=visit_id,
            person_id=person.person_id,
            facility_code="99001",
            external_id=str(visit_id),
            content_hash=visit_id.bytes,
            started_at=datetime(2026, 11, 12, 1, 0, tzinfo=UTC),
            sensitivity=sensitivity,
            **PAPER,
        )
    )
    session.flush()  # measurements and results point here
    return visit_id


def a_weight(person: Member, kilograms: str, visit_id: UUID | None = None) -> None:
    session.add(
        Measurement(
            person_id=person.person_id,
            encounter_id=visit_id,
            kind=MeasurementKind.WEIGHT,
            value=Decimal(kilograms),
            taken_at=clock.now(),
            origin=str(uuid4()),
            **PAPER,
        )
    )
