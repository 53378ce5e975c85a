"""Whose name a receipt bears when nobody stood at a counter."""

from uuid import UUID

import sqlalchemy as sa

from portal.fees.order_models import FeeOrder
from portal.kernel.db import session
from portal.people.heads import head_of
from portal.people.models import Person

_ORDERER = (
    sa.select(Person.full_name)
    .join(FeeOrder, FeeOrder.by_person == Person.id)
    .where(FeeOrder.id == sa.bindparam("order_id"))
)
_HEAD = (
    sa.select(Person.full_name)
    .join(FeeOrder, Person.id == head_of(FeeOrder.household_id))
    .where(FeeOrder.id == sa.bindparam("order_id"))
)


def payer_of(order_id: UUID) -> str:
    """Return who ordered; else the head of the household, and nobody where it is empty."""
    values = {"order_id": order_id}
    orderer = session.scalars(_ORDERER, values).one_or_none()
    return orderer or session.scalars(_HEAD, values).one_or_none() or ""
