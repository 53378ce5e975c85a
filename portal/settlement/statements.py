"""Which statements staff brought, and money a messenger told of that none of them shows.

A statement speaks for the time between the first and the last amount it shows. Staff bring it,
so what it leaves out is a question to the bank, and no difference of the books.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.receiving.models import Arrival
from portal.staff.models import StaffMember
from portal.transfers.models import StatementImport, StatementLine
from portal.transfers.statements import MESSENGERS

LATEST = 60


@dataclass(frozen=True, kw_only=True)
class NotShown:
    """Money only a messenger told of; amount in đồng."""

    came_at: datetime
    amount: int


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A statement: who brought it when, and how many rows were new, known or refused."""

    brought_at: datetime
    brought_by: str
    new: int
    known: int
    refused: int


_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())
_SPOKEN_FOR = (
    sa.select(
        sa.func.min(Arrival.came_at).label("first"), sa.func.max(Arrival.came_at).label("last")
    )
    .join(StatementLine, StatementLine.arrival_id == Arrival.id)
    .where(Arrival.unit_id == _UNIT)
    .group_by(StatementLine.statement_id)
    .subquery()
)
_NOT_SHOWN = (
    sa.select(Arrival.came_at, Arrival.amount)
    .where(
        Arrival.unit_id == _UNIT,
        Arrival.provider.in_(MESSENGERS),
        ~sa.exists().where(StatementLine.arrival_id == Arrival.id),
        sa.exists().where(
            Arrival.came_at > _SPOKEN_FOR.c.first, Arrival.came_at < _SPOKEN_FOR.c.last
        ),
    )
    .order_by(Arrival.came_at, Arrival.id)
)


_BROUGHT = (
    sa.select(
        StatementImport.brought_at,
        StaffMember.full_name.label("brought_by"),
        StatementImport.new,
        StatementImport.known,
        StatementImport.refused,
    )
    .join(StaffMember, StaffMember.id == StatementImport.brought_by)
    .where(StatementImport.unit_id == _UNIT)
    .order_by(StatementImport.brought_at.desc(), StatementImport.id)
    .limit(LATEST)
)


def not_shown(connection: Connection, unit_id: UUID) -> Sequence[NotShown]:
    """Return what was told of and stands on no statement."""
    rows = connection.execute(_NOT_SHOWN, {"unit_id": unit_id})
    return [NotShown(**row._mapping) for row in rows]


def brought(connection: Connection, unit_id: UUID) -> Sequence[Brought]:
    """Return the latest statements, the newest first."""
    rows = connection.execute(_BROUGHT, {"unit_id": unit_id})
    return [Brought(**row._mapping) for row in rows]
