"""What keeps one member of staff from giving second words, for lists of what waits.

A list is no word: what it offers is decided anew, and row by row, when the word is given
(representation/hands.py).
"""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import g

from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.representation.hands import OPENED_LATELY, all_near, issuer_name
from portal.staff.models import StaffActivation, StaffInvitation, StaffMember
from portal.staff.signed_in import SignedInStaff

_ONE: sa.BindParameter[UUID] = sa.bindparam("one_id")
_SINCE: sa.BindParameter[datetime] = sa.bindparam("since", type_=Moment)
_OF_AN_INVITATION = (
    StaffInvitation.staff_id,
    StaffInvitation.again_for,
    StaffInvitation.invited_by,
    StaffInvitation.decided_by,
)
_INVITED = sa.or_(*(column == _ONE for column in _OF_AN_INVITATION))
_PARTNERS: sa.CompoundSelect[Any] = sa.union(
    *(
        sa.select(column).where(_INVITED, column.is_not(None), StaffInvitation.decided_at > _SINCE)
        for column in _OF_AN_INVITATION
    ),
    sa.select(StaffActivation.staff_id).where(
        StaffActivation.issued_by == issuer_name(_ONE), StaffActivation.issued_at > _SINCE
    ),
    sa.select(StaffMember.id)
    .join(
        StaffActivation,
        StaffActivation.issued_by == sa.func.trim(StaffMember.title + " " + StaffMember.full_name),
    )
    .where(StaffActivation.staff_id == _ONE, StaffActivation.issued_at > _SINCE),
)


def one_hand(staff_id: UUID) -> frozenset[UUID]:
    """Return a member, and whose account they opened lately or who opened theirs."""
    values = {"one_id": staff_id, "since": clock.now() - OPENED_LATELY}
    return frozenset({staff_id, *reads().execute(_PARTNERS, values).scalars()})


class Bars:
    """What keeps one member from giving second words, read once a request, when a row asks."""

    def __init__(self, staff: SignedInStaff) -> None:
        self._staff = staff

    def are_of(self, staff: SignedInStaff) -> bool:
        """Say whether these bars were read for this member."""
        return self._staff.staff_id == staff.staff_id

    @cached_property
    def near(self) -> frozenset[UUID]:
        """Return everybody this member decides nothing about."""
        return all_near(self._staff)

    @cached_property
    def one_hand(self) -> frozenset[UUID]:
        """Return whose second word would be this member's own."""
        return one_hand(self._staff.staff_id)

    def leave(self, asked_by: UUID, *people: UUID | None) -> bool:
        """Say whether this member may be second to who asked, about these people."""
        return asked_by not in self.one_hand and self.near.isdisjoint(people)


def bars_of(staff: SignedInStaff) -> Bars:
    """Return the bars of this member, read once in this request."""
    kept: Bars | None = g.get("bars")
    if kept is None or not kept.are_of(staff):
        kept = g.bars = Bars(staff)
    return kept
