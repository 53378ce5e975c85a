"""Who is head of a household: whoever stands first among those who live there."""

from uuid import UUID

import sqlalchemy as sa

from portal.people.models import Membership


def head_of(household_id: sa.SQLColumnExpression[UUID]) -> sa.ScalarSelect[UUID]:
    """Return in a query the person who is head of the household a column names."""
    return (
        sa.select(Membership.person_id)
        .where(Membership.household_id == household_id, Membership.left_on.is_(None))
        .order_by(Membership.position, Membership.id)
        .limit(1)
        .correlate_except(Membership)
        .scalar_subquery()
    )
