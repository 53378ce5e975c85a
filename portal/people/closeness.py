"""Who is too close to somebody to decide about their account: themselves, their household, kin."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.people.models import FamilyTie, Membership

_ONE: sa.BindParameter[Any] = sa.bindparam("one_id")
_OTHER: sa.BindParameter[Any] = sa.bindparam("other_id")
_HERS = sa.select(Membership.household_id).where(
    Membership.person_id == _ONE, Membership.left_on.is_(None)
)
_CLOSE = sa.select(
    sa.or_(
        sa.exists().where(
            Membership.person_id == _OTHER,
            Membership.left_on.is_(None),
            Membership.household_id.in_(_HERS),
        ),
        sa.exists().where(
            sa.or_(
                sa.and_(FamilyTie.person_id == _ONE, FamilyTie.relative_id == _OTHER),
                sa.and_(FamilyTie.person_id == _OTHER, FamilyTie.relative_id == _ONE),
            )
        ),
    )
)
_ALL_CLOSE: sa.CompoundSelect[Any] = sa.union(
    sa.select(Membership.person_id).where(
        Membership.left_on.is_(None), Membership.household_id.in_(_HERS)
    ),
    sa.select(FamilyTie.person_id).where(FamilyTie.relative_id == _ONE),
    sa.select(FamilyTie.relative_id).where(
        FamilyTie.person_id == _ONE, FamilyTie.relative_id.is_not(None)
    ),
)


def are_close(one_id: UUID | None, other_id: UUID | None) -> bool:
    """Say whether two are one, live in one household, or are named as relatives.

    False where a member of staff has no entry of their own in the register.
    """
    if one_id is None or other_id is None:
        return False
    if one_id == other_id:
        return True
    return bool(reads().scalar(_CLOSE, {"one_id": one_id, "other_id": other_id}))


def all_close_to(person_id: UUID | None) -> frozenset[UUID]:
    """Return everybody somebody may not decide about: themselves, their household, their kin."""
    if person_id is None:
        return frozenset()
    found = reads().execute(_ALL_CLOSE, {"one_id": person_id}).scalars()
    return frozenset({person_id, *found})
