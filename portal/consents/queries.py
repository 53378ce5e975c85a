"""Consents as the gate and the pages read them, by the clock of the request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.consents.kinds import Channel, EndReason, GrantedAs, Purpose
from portal.consents.models import Block, Consent, ConsentEnd, ConsentSection
from portal.consents.sections import Section, in_order
from portal.kernel.db import Moment, reads
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.people.places import Facility
from portal.staff.models import StaffMember

MOST_CONSENTS = 100


@dataclass(frozen=True, kw_only=True)
class LiveSection:
    """One section a member of staff may see now, and the consent that opens it."""

    consent_id: UUID
    section: Section
    purpose: Purpose
    granted_at: datetime
    valid_until: datetime


def codes_merged_into(code: Any) -> sa.Select[tuple[str]]:
    """Select a facility's own code and those of everything merged into it, however far back."""
    merged = (
        sa.select(Facility.code).where(Facility.code == code).cte("facility_codes", recursive=True)
    )
    earlier = aliased(Facility)
    merged = merged.union(sa.select(earlier.code).where(earlier.merged_into == merged.c.code))
    return sa.select(merged.c.code)


def live(now: Any) -> sa.ColumnElement[bool]:
    """Say that a consent holds at a moment: begun, not over, not ended."""
    return sa.and_(
        Consent.valid_from <= now,
        Consent.valid_until > now,
        ~sa.exists().where(ConsentEnd.consent_id == Consent.id),
    )


def blocked(person_id: Any, staff_id: Any) -> sa.ColumnElement[bool]:
    """Say that the resident has shut a member of staff out."""
    return sa.exists().where(
        Block.person_id == person_id, Block.staff_id == staff_id, Block.lifted_at.is_(None)
    )


def own_yes(staff_id: Any) -> sa.ColumnElement[bool]:
    """Say that a member of staff gave a consent themselves, as a resident for another.

    It opens nothing to them: a parent who treats at the facility they allowed would see
    what is closed to a parent.
    """
    return sa.exists().where(
        StaffMember.id == staff_id, StaffMember.person_id == Consent.granted_by_person_id
    )


_NOW = sa.bindparam("now", type_=Moment)
_LIVE = (
    sa.select(
        Consent.id.label("consent_id"),
        ConsentSection.section,
        Consent.purpose,
        Consent.granted_at,
        Consent.valid_until,
    )
    .join(ConsentSection, ConsentSection.consent_id == Consent.id)
    .where(
        Consent.person_id == sa.bindparam("person_id"),
        sa.or_(
            Consent.staff_id == sa.bindparam("staff_id"),
            Consent.facility_code.in_(codes_merged_into(sa.bindparam("facility_code"))),
        ),
        live(_NOW),
        ~own_yes(sa.bindparam("staff_id")),
    )
    .order_by(Consent.valid_until.desc(), Consent.id)
    .limit(MOST_CONSENTS * len(Section))
)
_OPEN = _LIVE.where(~blocked(sa.bindparam("person_id"), sa.bindparam("staff_id")))


def live_sections(
    person_id: UUID, *, staff_id: UUID, facility_code: str, now: datetime
) -> Sequence[LiveSection]:
    """Return what a member of staff may see of a person now, the longest consent first."""
    rows = reads().execute(
        _OPEN,
        {"person_id": person_id, "staff_id": staff_id, "facility_code": facility_code, "now": now},
    )
    return [LiveSection(**row._mapping) for row in rows]


def sections_without_block(
    person_id: UUID, *, staff_id: UUID, facility_code: str, now: datetime
) -> tuple[Section, ...]:
    """Return what a member of staff could see if they were not shut out."""
    rows = reads().execute(
        _LIVE,
        {"person_id": person_id, "staff_id": staff_id, "facility_code": facility_code, "now": now},
    )
    return in_order(row.section for row in rows)


@dataclass(frozen=True, kw_only=True)
class ConsentLine:
    """One consent as its owner sees it; the grantee is a member of staff or a facility."""

    id: UUID
    staff_id: UUID | None
    staff_name: str | None
    staff_title: str | None
    staff_sex: Sex | None
    facility_code: str | None
    facility_name: str | None
    sections: tuple[Section, ...]
    purpose: Purpose
    channel: Channel
    granted_as: GrantedAs
    granted_by_name: str | None
    granted_at: datetime
    valid_until: datetime
    ended_at: datetime | None
    end_reason: EndReason | None


_WORKPLACE = aliased(Facility)
_OF_PERSON = (
    sa.select(
        Consent.id,
        Consent.staff_id,
        StaffMember.full_name.label("staff_name"),
        StaffMember.title.label("staff_title"),
        StaffMember.sex.label("staff_sex"),
        Consent.facility_code,
        sa.func.coalesce(Facility.name, _WORKPLACE.name).label("facility_name"),
        Consent.purpose,
        Consent.channel,
        Consent.granted_as,
        Person.full_name.label("granted_by_name"),
        Consent.granted_at,
        Consent.valid_until,
        ConsentEnd.ended_at,
        ConsentEnd.reason.label("end_reason"),
        ConsentSection.section,
    )
    .join(ConsentSection, ConsentSection.consent_id == Consent.id)
    .outerjoin(StaffMember, StaffMember.id == Consent.staff_id)
    .outerjoin(_WORKPLACE, _WORKPLACE.code == StaffMember.facility_code)
    .outerjoin(Facility, Facility.code == Consent.facility_code)
    .outerjoin(Person, Person.id == Consent.granted_by_person_id)
    .outerjoin(ConsentEnd, ConsentEnd.consent_id == Consent.id)
    .where(Consent.person_id == sa.bindparam("person_id"))
    .order_by(Consent.granted_at.desc(), Consent.id)
    .limit(MOST_CONSENTS * len(Section))
)
_STANDING = _OF_PERSON.where(ConsentEnd.consent_id.is_(None), Consent.valid_until > _NOW)
_OVER = _OF_PERSON.where(sa.or_(ConsentEnd.consent_id.is_not(None), Consent.valid_until <= _NOW))
_ONE = _OF_PERSON.where(Consent.id == sa.bindparam("consent_id"))


def standing(person_id: UUID, now: datetime) -> Sequence[ConsentLine]:
    """Return the consents in force, newest first."""
    return _lines(reads().execute(_STANDING, {"person_id": person_id, "now": now}))


def over(person_id: UUID, now: datetime) -> Sequence[ConsentLine]:
    """Return the consents that were stopped or ran out, newest first."""
    return _lines(reads().execute(_OVER, {"person_id": person_id, "now": now}))


def consent_of(person_id: UUID, consent_id: UUID) -> ConsentLine | None:
    """Return one consent of this person, whatever its state."""
    rows = reads().execute(_ONE, {"person_id": person_id, "consent_id": consent_id})
    return next(iter(_lines(rows)), None)


def _lines(rows: Any) -> list[ConsentLine]:
    """Gather the sections of each consent; rows of one consent need not be together."""
    heads: dict[UUID, Mapping[Any, Any]] = {}
    sections: dict[UUID, list[Section]] = {}
    for row in rows:
        heads.setdefault(row.id, row._mapping)
        sections.setdefault(row.id, []).append(row.section)
    return [
        ConsentLine(
            **{key: value for key, value in head.items() if key != "section"},
            sections=in_order(sections[consent_id]),
        )
        for consent_id, head in heads.items()
    ]


_BLOCKS = (
    sa.select(
        StaffMember.id,
        StaffMember.full_name,
        StaffMember.title,
        StaffMember.sex,
        Facility.name.label("facility_name"),
        Block.blocked_at,
    )
    .select_from(Block)
    .join(StaffMember, StaffMember.id == Block.staff_id)
    .join(Facility, Facility.code == StaffMember.facility_code)
    .where(Block.person_id == sa.bindparam("person_id"), Block.lifted_at.is_(None))
    .order_by(Block.blocked_at.desc(), Block.id)
    .limit(MOST_CONSENTS)
)


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """A member of staff the person has shut out."""

    id: UUID
    full_name: str
    title: str
    sex: Sex
    facility_name: str
    blocked_at: datetime


def blocks_of(person_id: UUID) -> Sequence[BlockLine]:
    """Return whom a person has shut out, newest first."""
    rows = reads().execute(_BLOCKS, {"person_id": person_id})
    return [BlockLine(**row._mapping) for row in rows]


def is_blocked(person_id: UUID, staff_id: UUID) -> bool:
    """Say whether a person has shut this member of staff out."""
    return bool(reads().execute(sa.select(blocked(person_id, staff_id))).scalar())
