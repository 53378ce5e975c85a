"""The whole record in five statements, however much there is in it.

Every function returns finished values. What a representative may not see is left out by
the database here or by `part_b`, never by a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.people.kinds import Relation, Sensitivity, Source
from portal.people.models import Administrative, Membership, Person
from portal.people.places import Household, Village
from portal.record.kinds import Answer, Habit
from portal.record.models import HistoryAnswer

MOST_ANSWERS = 500


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address as it was written; the district is history since 1 July 2025."""

    line: str | None
    village: str | None
    ward: str | None
    district: str | None
    province: str | None


@dataclass(frozen=True, kw_only=True)
class AdministrativeFacts:
    """Part A as it stands; every field may be unknown."""

    ethnicity: str | None
    religion: str | None
    nationality: str | None
    occupation: str | None
    education: str | None
    workplace: str | None
    blood_abo: str | None
    blood_rh: str | None
    birth_registration_province: str | None
    id_issued_on: date | None
    id_issued_by: str | None
    insurance_until: date | None
    email: str | None
    permanent: Place
    current: Place
    household_code: str | None
    village: str | None
    relation: Relation | None
    relation_text: str | None
    source: Source | None
    recorded_on: date | None
    recorded_by: str | None


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One current answer of part B."""

    item: str
    row: int
    answer: Answer
    habit: Habit | None
    detail: str | None
    reaction: str | None
    quantity: Decimal | None
    relative: str | None
    sensitivity: Sensitivity
    source: Source
    recorded_on: date
    recorded_by: str | None


_PLAIN = (
    "ethnicity", "religion", "nationality", "occupation", "education", "workplace", "blood_abo",
    "blood_rh", "birth_registration_province", "id_issued_on", "id_issued_by", "insurance_until",
    "email", "source", "recorded_on", "recorded_by",
)  # fmt: skip
_PLACE = ("address", "village", "ward", "district", "province")

_ADMINISTRATIVE = (
    sa.select(
        *(getattr(Administrative, name) for name in _PLAIN),
        *(getattr(Administrative, f"permanent_{name}") for name in _PLACE),
        *(getattr(Administrative, f"current_{name}") for name in _PLACE),
        Household.code.label("household_code"),
        Village.name.label("village"),
        Membership.relation,
        Membership.relation_text,
    )
    .select_from(Person)
    .outerjoin(
        Administrative,
        sa.and_(Administrative.person_id == Person.id, Administrative.replaced_at.is_(None)),
    )
    .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .outerjoin(Household, Household.id == Membership.household_id)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Person.id == sa.bindparam("person_id"))
)

_ANSWERS = (
    sa.select(
        HistoryAnswer.item,
        HistoryAnswer.row,
        HistoryAnswer.answer,
        HistoryAnswer.habit,
        HistoryAnswer.detail,
        HistoryAnswer.reaction,
        HistoryAnswer.quantity,
        HistoryAnswer.relative,
        HistoryAnswer.sensitivity,
        HistoryAnswer.source,
        HistoryAnswer.recorded_on,
        HistoryAnswer.recorded_by,
    )
    .where(
        HistoryAnswer.person_id == sa.bindparam("person_id"), HistoryAnswer.replaced_at.is_(None)
    )
    .order_by(HistoryAnswer.item, HistoryAnswer.row, HistoryAnswer.id)
    .limit(MOST_ANSWERS)
)


def administrative_facts(person_id: UUID) -> AdministrativeFacts:
    """Return part A, with the household the person lives in."""
    row = reads().execute(_ADMINISTRATIVE, {"person_id": person_id}).one()
    return AdministrativeFacts(
        **{name: getattr(row, name) for name in _PLAIN},
        permanent=_place(row, "permanent"),
        current=_place(row, "current"),
        household_code=row.household_code,
        village=row.village,
        relation=row.relation,
        relation_text=row.relation_text,
    )


def _place(row: Any, which: str) -> Place:
    line, village, ward, district, province = (getattr(row, f"{which}_{name}") for name in _PLACE)
    return Place(line=line, village=village, ward=ward, district=district, province=province)


def answers(person_id: UUID) -> Sequence[AnswerRow]:
    """Return every current answer of part B, sensitive ones too: `part_b` sorts them out."""
    rows = reads().execute(_ANSWERS, {"person_id": person_id})
    return [AnswerRow(**row._mapping) for row in rows]
