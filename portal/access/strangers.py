"""Whom the owner of a record does not know, as a condition on a line of the log."""

from typing import Any

import sqlalchemy as sa

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.consents.models import Consent
from portal.consents.queries import blocked, live
from portal.kernel.db import Moment
from portal.people.places import Facility
from portal.people.queries import entries_of
from portal.representation.models import Representation, RepresentationKind
from portal.representation.queries import in_force

_PERSON: sa.BindParameter[Any] = sa.bindparam("person_id")
_NOW = sa.bindparam("now", type_=Moment)


def _acts_now() -> sa.ColumnElement[bool]:
    """Say that the actor is the person, or represents them now; a parent's ends at 18."""
    representatives = sa.select(Representation.representative_id).where(
        Representation.person_id == _PERSON,
        in_force(_NOW),
        sa.or_(
            Representation.kind == RepresentationKind.DELEGATE,
            sa.bindparam("is_minor", type_=sa.Boolean),
        ),
    )
    actor = AuditLine.actor_person_id
    return sa.and_(
        actor.is_not(None), sa.or_(actor.in_(entries_of(_PERSON)), actor.in_(representatives))
    )


def _allowed_facilities() -> sa.Select[Any]:
    """Select the facilities that may see now, and those they were merged into since."""
    named = (
        sa.select(Consent.facility_code.label("code"))
        .where(Consent.person_id == _PERSON, Consent.facility_code.is_not(None), live(_NOW))
        .cte("allowed_facilities", recursive=True)
    )
    successors = (
        sa.select(Facility.merged_into)
        .join(named, Facility.code == named.c.code)
        .where(Facility.merged_into.is_not(None))
    )
    return sa.select(named.union(successors).c.code)


def _allowed_now() -> sa.ColumnElement[bool]:
    """Say that the actor is a member of staff who may see by a consent, and is not shut out."""
    people = sa.select(Consent.staff_id).where(
        Consent.person_id == _PERSON, Consent.staff_id.is_not(None), live(_NOW)
    )
    return sa.and_(
        AuditLine.staff_id.is_not(None),
        sa.or_(
            AuditLine.staff_id.in_(people),
            sa.and_(
                AuditLine.facility_code.is_not(None),
                AuditLine.facility_code.in_(_allowed_facilities()),
            ),
        ),
        ~blocked(_PERSON, AuditLine.staff_id),
    )


def by_a_stranger() -> sa.ColumnElement[bool]:
    """Say that a line is by somebody else: not the person, not who acts for them, no machine."""
    return sa.and_(
        AuditLine.event != Event.RECORD_IMPORTED,
        AuditLine.basis.is_distinct_from(Basis.SYSTEM),
        ~_acts_now(),
        ~_allowed_now(),
    )
