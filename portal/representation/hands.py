"""Whose hand a second word may not come from, read anew at each word.

Nobody decides about themselves, their household, their kin, or who acts for the other; of
staff without an entry in the register only the name can tell. And two accounts one of which
opened the other are one hand: whoever handed over the first code could have used it.
"""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold
from portal.people.closeness import all_close_to, are_close
from portal.people.models import Person
from portal.representation.models import Representation
from portal.representation.queries import in_force
from portal.staff import in_force as staff_in_force
from portal.staff.models import StaffActivation, StaffInvitation, StaffMember

OPENED_LATELY = timedelta(days=90)


class Member(Protocol):
    """A member of staff: signed in, or a row of theirs."""

    @property
    def person_id(self) -> UUID | None: ...

    @property
    def full_name(self) -> str: ...


_ONE: sa.BindParameter[UUID] = sa.bindparam("one_id")
_OTHER: sa.BindParameter[UUID] = sa.bindparam("other_id")
_SINCE: sa.BindParameter[datetime] = sa.bindparam("since", type_=Moment)
_NOW: sa.BindParameter[datetime] = sa.bindparam("now", type_=Moment)
_ACTS: sa.CompoundSelect[UUID] = sa.union_all(
    sa.select(Representation.representative_id).where(
        Representation.person_id == _ONE, in_force(_NOW)
    ),
    sa.select(Representation.person_id).where(
        Representation.representative_id == _ONE, in_force(_NOW)
    ),
)
_NAMED = sa.select(Person.name_folded).where(Person.id == _ONE)
_NAMESAKES = sa.select(Person.id).where(Person.name_folded == sa.bindparam("name_folded"))


def issuer_name(staff_id: sa.BindParameter[UUID]) -> sa.ScalarSelect[str]:
    """Select how an activation names who issued it: with the title."""
    return (
        sa.select(sa.func.trim(StaffMember.title + " " + StaffMember.full_name))
        .where(StaffMember.id == staff_id)
        .scalar_subquery()
    )


def _opened(
    member: sa.BindParameter[UUID], opener: sa.BindParameter[UUID]
) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.exists().where(
            sa.or_(StaffInvitation.staff_id == member, StaffInvitation.again_for == member),
            sa.or_(StaffInvitation.invited_by == opener, StaffInvitation.decided_by == opener),
            StaffInvitation.decided_at > _SINCE,
        ),
        sa.exists().where(
            StaffActivation.staff_id == member,
            StaffActivation.issued_by == issuer_name(opener),
            StaffActivation.issued_at > _SINCE,
        ),
    )


_ONE_HAND = sa.select(sa.or_(_opened(_ONE, _OTHER), _opened(_OTHER, _ONE)))
_WORKS = sa.select(sa.exists().where(StaffMember.id == _ONE, staff_in_force.IN_FORCE))


def from_one_hand(one_id: UUID, other_id: UUID) -> bool:
    """Say whether two accounts of staff are one, or one opened or renewed the other lately."""
    values = {"one_id": one_id, "other_id": other_id, "since": clock.now() - OPENED_LATELY}
    return one_id == other_id or bool(reads().scalar(_ONE_HAND, values))


def still_works(staff_id: UUID) -> bool:
    """Say whether who asked is still in force: a closed account asks for nothing."""
    values = {"one_id": staff_id, **staff_in_force.values(clock.today())}
    return bool(reads().scalar(_WORKS, values))


def refuse_one_hand(first_id: UUID, second_id: UUID, field: str | None = None) -> None:
    """Raise RuleBroken where the second word comes from the hand of the first."""
    if from_one_hand(first_id, second_id):
        raise RuleBroken(
            _("One of you two opened the other's account lately. Another colleague does it"), field
        )


def refuse_left(first_id: UUID, field: str | None = None) -> None:
    """Raise RuleBroken where who asked does not work any more: nobody asks for anything then."""
    if not still_works(first_id):
        raise RuleBroken(_("Whoever asked does not work here any more. Ask anew"), field)


def is_near(staff: Member, person_id: UUID) -> bool:
    """Say whether somebody may not decide about this person."""
    if staff.person_id is None:
        return reads().scalar(_NAMED, {"one_id": person_id}) == fold(staff.full_name)
    return are_close(staff.person_id, person_id) or person_id in _acting(staff.person_id)


def all_near(staff: Member) -> frozenset[UUID]:
    """Return everybody somebody may not decide about."""
    if staff.person_id is None:
        named = reads().execute(_NAMESAKES, {"name_folded": fold(staff.full_name)})
        return frozenset(named.scalars())
    return all_close_to(staff.person_id) | _acting(staff.person_id)


def _acting(person_id: UUID) -> frozenset[UUID]:
    found = reads().execute(_ACTS, {"one_id": person_id, "now": clock.now()})
    return frozenset(found.scalars())
