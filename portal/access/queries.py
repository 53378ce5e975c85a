"""The lines of one person's log, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.gate import Subject, still_a_minor
from portal.access.policy import Permission
from portal.access.private_grounds import knows_private_parts, tells_of_private_parts_alone
from portal.access.strangers import by_a_stranger
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex, TieKind
from portal.people.models import FamilyTie, Person
from portal.people.queries import entries_of
from portal.representation.models import Representation, RepresentationKind
from portal.staff.models import StaffMember

PAGE_LINES = 200

# Signing in and out is not about the record; it has its own list on the account page. A
# search shows nothing of a record, so it is no look; nor is anything of the yearly fee, whose
# page shows what was paid and when.
NOT_SHOWN = (
    Event.SIGNED_IN,
    Event.SIGN_IN_FAILED,
    Event.SIGNED_OUT,
    Event.SESSION_ENDED,
    Event.FACTOR_CHANGED,
    Event.ACCOUNT_OPENED,
    Event.CODE_ISSUED,
    Event.PATIENT_SEARCHED,
    Event.STAFF_SIGNED_IN,
    Event.STAFF_SIGN_IN_FAILED,
    Event.STAFF_SIGNED_OUT,
    Event.STAFF_UNLOCKED,
    Event.STAFF_ACCOUNT_CHANGED,
    Event.RESIDENT_SEARCHED,
    Event.REPORT_SEEN,
    Event.FEES_OPENED,
    Event.FEES_CHANGED,
    Event.FEES_SEEN,
    Event.FEE_ORDERED,
    Event.FEE_PAID,
    Event.RECEIPT_ANNULLED,
    Event.MONEY_PLACED,
    Event.RETURN_ASKED,
    Event.RETURN_DECIDED,
    Event.STATEMENT_BROUGHT,
    Event.STATEMENT_DECIDED,
    Event.PAYOUT_ASKED,
    Event.PAYOUT_DECIDED,
    Event.CASH_MOVED,
    Event.DAY_CLOSED,
)
SHOWN = tuple(event for event in Event if event not in NOT_SHOWN)
_KEEPING = (Event.VISIT_HIDDEN, Event.VISIT_SHOWN)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log with what is known of the actor; `seq` orders and names it."""

    seq: int
    at: datetime
    event: Event
    permitted: bool
    basis: Basis | None
    section: str | None
    actor_person_id: UUID | None
    actor_name: str | None
    staff_id: UUID | None
    organisation: str | None
    object_ref: str | None
    ground_ref: str | None
    actor_sex: Sex | None
    actor_born: PartialDate | None
    staff_sex: Sex | None
    tie: TieKind | None
    tie_words: str | None
    represents_as: RepresentationKind | None

    @property
    def opening(self) -> UUID | None:
        """The emergency opening the line rests on or tells of."""
        return named_id("emergency", self.ground_ref) or named_id("emergency", self.object_ref)

    @property
    def consent(self) -> UUID | None:
        """The consent the line rests on."""
        return named_id("consent", self.ground_ref)

    @property
    def is_at_a_visit(self) -> bool:
        return named_id("encounter", self.object_ref) is not None


def named_id(kind: str, reference: str | None) -> UUID | None:
    """Return the id of a reference such as "consent:<uuid>" when it is of this kind."""
    found, _, text = (reference or "").partition(":")
    if found != kind:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def shown_to_reader() -> sa.ColumnElement[bool]:
    """Say that the reader may see a line.

    What a person keeps from the household leaves no trace in what representatives read,
    nor does what shares private parts alone. The values are `reader_of(subject)`.
    """
    keeps = sa.or_(
        AuditLine.event.in_(_KEEPING),
        sa.func.coalesce(AuditLine.section, "") == Permission.KEEP_VISIT.value,
    )
    return sa.and_(
        AuditLine.event.in_(SHOWN),
        sa.or_(sa.bindparam("is_self", type_=sa.Boolean), ~keeps),
        sa.or_(sa.bindparam("knows_private", type_=sa.Boolean), ~tells_of_private_parts_alone()),
    )


def reader_of(subject: Subject) -> dict[str, Any]:
    """Return whose log is read, and what the reader may know of it."""
    return {
        "person_id": subject.id,
        "is_self": subject.is_self,
        "knows_private": knows_private_parts(subject),
    }


_ENTRIES = entries_of(sa.bindparam("person_id"))
# Whoever acted is named by the entry they have now.
_ACTOR = sa.func.coalesce(Person.merged_into, AuditLine.actor_person_id)


def _tie(column: InstrumentedAttribute[Any]) -> sa.ScalarSelect[Any]:
    """Select one column of the tie that makes the actor a relative of the person."""
    return (
        sa.select(column.expression)
        .where(
            FamilyTie.person_id == sa.bindparam("person_id"),
            FamilyTie.relative_id == _ACTOR,
        )
        .order_by(FamilyTie.represents.desc(), FamilyTie.id)
        .limit(1)
        .correlate(AuditLine, Person)
        .scalar_subquery()
    )


_REPRESENTS_AS = (
    sa.select(Representation.kind.expression)
    .where(
        Representation.person_id == sa.bindparam("person_id"),
        Representation.representative_id == _ACTOR,
    )
    .order_by(Representation.starts_at.desc(), Representation.id)
    .limit(1)
    .correlate(AuditLine, Person)
    .scalar_subquery()
)
_NEWEST = (
    sa.select(
        AuditLine.seq,
        AuditLine.at,
        AuditLine.event,
        AuditLine.permitted,
        AuditLine.basis,
        AuditLine.section,
        _ACTOR.label("actor_person_id"),
        AuditLine.actor_name,
        AuditLine.staff_id,
        AuditLine.organisation,
        AuditLine.object_ref,
        AuditLine.ground_ref,
        Person.sex.label("actor_sex"),
        Person.birth_date,
        Person.birth_precision,
        StaffMember.sex.label("staff_sex"),
        _tie(FamilyTie.kind).label("tie"),
        _tie(FamilyTie.relation_text).label("tie_words"),
        _REPRESENTS_AS.label("represents_as"),
    )
    .outerjoin(Person, Person.id == AuditLine.actor_person_id)
    .outerjoin(StaffMember, StaffMember.id == AuditLine.staff_id)
    .where(AuditLine.person_id.in_(_ENTRIES), shown_to_reader())
    .order_by(AuditLine.at.desc(), AuditLine.seq.desc())
    .limit(PAGE_LINES + 1)
)
_MARK = (
    sa.select(AuditLine.at)
    .where(
        AuditLine.seq == sa.bindparam("before"),
        AuditLine.person_id.in_(_ENTRIES),
        shown_to_reader(),
    )
    .correlate(None)
    .scalar_subquery()
)
_BEFORE = sa.and_(
    AuditLine.at <= _MARK,
    sa.or_(AuditLine.at < _MARK, AuditLine.seq < sa.bindparam("before")),
)
_PAGES = {
    (False, False): _NEWEST,
    (False, True): _NEWEST.where(_BEFORE),
    (True, False): _NEWEST.where(by_a_stranger()),
    (True, True): _NEWEST.where(by_a_stranger(), _BEFORE),
}


def lines_about(
    subject: Subject, *, before: int | None = None, strangers: bool = False
) -> Sequence[Line]:
    """Return one more than a page of lines, those older than line `before` when given.

    With `strangers`, only what others did than the person, who acts for them, and whom
    they allow to look now.
    """
    values: dict[str, Any] = {
        **reader_of(subject),
        "before": before,
        "now": clock.now(),
        "is_minor": still_a_minor(subject.born, clock.today()),
    }
    rows = reads().execute(_PAGES[strangers, before is not None], values)
    return [_line(row._mapping) for row in rows]


def _line(row: Mapping[Any, Any]) -> Line:
    values = dict(row)
    day, precision = values.pop("birth_date"), values.pop("birth_precision")
    return Line(**values, actor_born=PartialDate(day, precision) if day else None)
