"""Resets as the report reads them: of one commune, or of all for an auditor."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import Moment, reads
from portal.kernel.months import CalendarMonth
from portal.oversight.report_rules import MOST_PEOPLE_PER_PHONE, ResetFact
from portal.people.models import FamilyTie, Membership, Person
from portal.resets.models import AccountReset
from portal.staff.models import StaffMember

WINDOW = timedelta(days=90)

_SINCE = sa.bindparam("since", type_=Moment)
_UNTIL = sa.bindparam("until", type_=Moment)
_IN_COMMUNE = sa.or_(
    sa.bindparam("commune", type_=sa.String).is_(None),
    AccountReset.commune == sa.bindparam("commune", type_=sa.String),
)
_IN_MONTH = sa.or_(
    *(
        sa.and_(moment >= _SINCE, moment < _UNTIL)
        for moment in (
            AccountReset.requested_at,
            AccountReset.vouched_at,
            AccountReset.decided_at,
            AccountReset.contested_at,
        )
    )
)
_FACTS = (
    sa.select(
        AccountReset.id,
        AccountReset.commune,
        AccountReset.person_id,
        AccountReset.new_number_index,
        AccountReset.state,
        AccountReset.requested_by,
        AccountReset.requested_at,
        AccountReset.voucher_id,
        AccountReset.vouched_at,
        AccountReset.decided_by,
        AccountReset.decided_at,
        AccountReset.contested_at,
    )
    .where(_IN_COMMUNE, _IN_MONTH)
    .order_by(AccountReset.requested_at.desc(), AccountReset.id)
)
_HOUSEHOLDS = sa.select(Membership.household_id).where(
    Membership.person_id == AccountReset.person_id, Membership.left_on.is_(None)
)
_IS_CLOSE = sa.or_(
    StaffMember.person_id == AccountReset.person_id,
    sa.exists().where(
        Membership.person_id == StaffMember.person_id,
        Membership.left_on.is_(None),
        Membership.household_id.in_(_HOUSEHOLDS),
    ),
    sa.exists().where(
        FamilyTie.person_id == StaffMember.person_id,
        FamilyTie.relative_id == AccountReset.person_id,
    ),
    sa.exists().where(
        FamilyTie.relative_id == StaffMember.person_id,
        FamilyTie.person_id == AccountReset.person_id,
    ),
)
_CLOSE = (
    sa.select(AccountReset.id)
    .join(
        StaffMember,
        StaffMember.id.in_(
            (
                AccountReset.requested_by,
                AccountReset.voucher_id,
                AccountReset.decided_by,
                AccountReset.proposed_by,
                AccountReset.settled_by,
            )
        ),
    )
    .where(_IN_COMMUNE, _IN_MONTH, StaffMember.person_id.is_not(None), _IS_CLOSE)
    .distinct()
)
_SHARED_PHONES = (
    sa.select(AccountReset.new_number_index)
    .where(AccountReset.requested_at >= _SINCE, AccountReset.requested_at < _UNTIL)
    .group_by(AccountReset.new_number_index)
    .having(sa.func.count(AccountReset.person_id.distinct()) > MOST_PEOPLE_PER_PHONE)
)
_DECIDED = (
    sa.select(AccountReset.requested_by, AccountReset.decided_by, sa.func.count())
    .where(
        _IN_COMMUNE,
        AccountReset.decided_by.is_not(None),
        AccountReset.decided_at >= _SINCE,
        AccountReset.decided_at < _UNTIL,
    )
    .group_by(AccountReset.requested_by, AccountReset.decided_by)
)
_COMMUNES = (
    sa.select(StaffMember.commune)
    .where(StaffMember.commune.is_not(None))
    .distinct()
    .order_by(StaffMember.commune)
)
_STAFF = sa.select(StaffMember.id, StaffMember.title, StaffMember.full_name).where(
    StaffMember.id.in_(sa.bindparam("ids", expanding=True))
)
_PEOPLE = sa.select(Person.id, Person.full_name, Person.birth_date).where(
    Person.id.in_(sa.bindparam("ids", expanding=True))
)


def facts(month: CalendarMonth, commune: str | None) -> Sequence[ResetFact]:
    """Return the resets in which something was done in a month, the newest first."""
    values = _values(month.starts_at, month.ends_at, commune)
    return [ResetFact(**row._mapping) for row in reads().execute(_FACTS, values)]


def close_resets(month: CalendarMonth, commune: str | None) -> frozenset[UUID]:
    """Return the resets one of whose staff is the person, of their household, or kin.

    The desk refuses them, so each of these has gone round it, or the family has changed.
    """
    values = _values(month.starts_at, month.ends_at, commune)
    return frozenset(reads().scalars(_CLOSE, values))


def shared_phones(month: CalendarMonth) -> frozenset[bytes]:
    """Return the new phones asked for by too many people in the 90 days up to its end.

    People of all communes count: who collects accounts does not stay in one.
    """
    values = {"since": month.ends_at - WINDOW, "until": month.ends_at}
    return frozenset(reads().scalars(_SHARED_PHONES, values))


def decided(month: CalendarMonth, commune: str | None) -> Mapping[tuple[UUID, UUID], int]:
    """Count what was decided in the 90 days up to its end, by who asked and who decided."""
    values = _values(month.ends_at - WINDOW, month.ends_at, commune)
    rows = reads().execute(_DECIDED, values)
    return {(asker, decider): count for asker, decider, count in rows if decider is not None}


def communes() -> Sequence[str]:
    """Return the communes that have staff."""
    return [commune for commune in reads().scalars(_COMMUNES) if commune]


def staff_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return how members of staff are written."""
    if not ids:
        return {}
    rows = reads().execute(_STAFF, {"ids": list(ids)})
    return {row.id: f"{row.title} {row.full_name}".strip() for row in rows}


def people_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return names and years of birth."""
    if not ids:
        return {}
    rows = reads().execute(_PEOPLE, {"ids": list(ids)})
    return {row.id: f"{row.full_name}, {row.birth_date.year}" for row in rows}


def _values(since: datetime, until: datetime, commune: str | None) -> dict[str, Any]:
    return {"since": since, "until": until, "commune": commune}
