"""Which statements staff brought, and money of their days that they do not show.

A messenger told of it and none of them shows it, or one shows it and a later one does not. A
statement speaks for the time between the first and the last amount it shows. Staff bring it,
so what it leaves out is a question to the bank, and no difference of the books.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from portal.receiving.models import STRUCK, Arrival, MoneyReturn, Provider
from portal.staff.models import StaffMember
from portal.transfers.models import StatementImport, StatementLine, StatementState
from portal.transfers.statement_known import MESSENGERS

LATEST = 60


@dataclass(frozen=True, kw_only=True)
class NotShown:
    """Money the last statement of its days leaves out; amount in đồng."""

    came_at: datetime
    amount: int


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A statement: who brought and confirmed it, and how many rows were new, known or refused."""

    brought_at: datetime
    brought_by: str
    confirmed_by: str
    new: int
    known: int
    refused: int


_UNIT = sa.bindparam("unit_id", type_=sa.Uuid())
_BRINGER, _CONFIRMER = aliased(StaffMember), aliased(StaffMember)
_SHOWN = (
    sa.select(StatementLine.arrival_id, StatementLine.statement_id, StatementImport.decided_at)
    .join(StatementImport, StatementImport.id == StatementLine.statement_id)
    .where(StatementImport.unit_id == _UNIT)
    .subquery()
)
_SPOKEN_FOR = (
    sa.select(
        sa.func.min(Arrival.came_at).label("first"),
        sa.func.max(Arrival.came_at).label("last"),
        sa.func.max(_SHOWN.c.decided_at).label("decided_at"),
    )
    .join(_SHOWN, _SHOWN.c.arrival_id == Arrival.id)
    .group_by(_SHOWN.c.statement_id)
    .subquery()
)
_LAST_SHOWN = (
    sa.select(_SHOWN.c.arrival_id, sa.func.max(_SHOWN.c.decided_at).label("at"))
    .group_by(_SHOWN.c.arrival_id)
    .subquery()
)
_LEFT_OUT_LATER = sa.and_(
    Arrival.provider == Provider.STATEMENT, _SPOKEN_FOR.c.decided_at > _LAST_SHOWN.c.at
)
_NOT_SHOWN = (
    sa.select(Arrival.came_at, Arrival.amount)
    .outerjoin(_LAST_SHOWN, _LAST_SHOWN.c.arrival_id == Arrival.id)
    .where(
        Arrival.unit_id == _UNIT,
        Arrival.provider.in_((*MESSENGERS, Provider.STATEMENT)),
        ~sa.exists().where(MoneyReturn.arrival_id == Arrival.id, MoneyReturn.state.in_(STRUCK)),
        sa.exists().where(
            sa.or_(_LAST_SHOWN.c.at.is_(None), _LEFT_OUT_LATER),
            Arrival.came_at > _SPOKEN_FOR.c.first,
            Arrival.came_at < _SPOKEN_FOR.c.last,
        ),
    )
    .order_by(Arrival.came_at, Arrival.id)
)
_BROUGHT = (
    sa.select(
        StatementImport.brought_at,
        _BRINGER.full_name.label("brought_by"),
        _CONFIRMER.full_name.label("confirmed_by"),
        StatementImport.new,
        StatementImport.known,
        StatementImport.refused,
    )
    .join(_BRINGER, _BRINGER.id == StatementImport.brought_by)
    .join(_CONFIRMER, _CONFIRMER.id == StatementImport.decided_by)
    .where(StatementImport.unit_id == _UNIT, StatementImport.state == StatementState.CONFIRMED)
    .order_by(StatementImport.brought_at.desc(), StatementImport.id)
    .limit(LATEST)
)


def not_shown(connection: Connection, unit_id: UUID) -> Sequence[NotShown]:
    """Return what the last statement of its days leaves out."""
    rows = connection.execute(_NOT_SHOWN, {"unit_id": unit_id})
    return [NotShown(**row._mapping) for row in rows]


def brought(connection: Connection, unit_id: UUID) -> Sequence[Brought]:
    """Return the latest statements, the newest first."""
    rows = connection.execute(_BROUGHT, {"unit_id": unit_id})
    return [Brought(**row._mapping) for row in rows]
