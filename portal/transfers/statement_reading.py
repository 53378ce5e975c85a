"""Statements that were brought, read within one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import reads
from portal.staff.models import StaffMember
from portal.transfers.models import (
    StatementImport,
    StatementRefusal,
    StatementRow,
    StatementState,
)
from portal.transfers.statement_rows import CameIn

NEWEST = 20


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One brought statement, and who spoke."""

    id: UUID
    state: StatementState
    new: int
    known: int
    refused: int
    brought_by: UUID
    brought_by_name: str
    brought_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None


_BRINGER, _DECIDER = aliased(StaffMember), aliased(StaffMember)
_STATEMENTS = (
    sa.select(
        StatementImport.id,
        StatementImport.state,
        StatementImport.new,
        StatementImport.known,
        StatementImport.refused,
        StatementImport.brought_by,
        _BRINGER.full_name.label("brought_by_name"),
        StatementImport.brought_at,
        _DECIDER.full_name.label("decided_by_name"),
        StatementImport.decided_at,
    )
    .select_from(StatementImport)
    .join(_BRINGER, _BRINGER.id == StatementImport.brought_by)
    .outerjoin(_DECIDER, _DECIDER.id == StatementImport.decided_by)
    .where(StatementImport.unit_id == sa.bindparam("unit_id"))
)
_ROWS = (
    sa.select(
        StatementRow.row,
        StatementRow.came_at,
        StatementRow.amount,
        StatementRow.content,
        StatementRow.reference,
        StatementRow.copy,
    )
    .where(StatementRow.statement_id == sa.bindparam("statement_id"))
    .order_by(StatementRow.row)
)
_REFUSALS = (
    sa.select(StatementRefusal.reason, StatementRefusal.rows)
    .where(StatementRefusal.statement_id == sa.bindparam("statement_id"))
    .order_by(StatementRefusal.rows.desc(), StatementRefusal.reason)
)


def newest(unit_id: UUID) -> Sequence[Statement]:
    """Return the newest statements of a unit."""
    chosen = _STATEMENTS.order_by(StatementImport.brought_at.desc(), StatementImport.id)
    return _read(chosen.limit(NEWEST), unit_id)


def one(statement_id: UUID, unit_id: UUID) -> Statement | None:
    """Return a statement of the unit; None for any other."""
    return next(iter(_read(_STATEMENTS.where(StatementImport.id == statement_id), unit_id)), None)


def rows_of(connection: Connection, statement_id: UUID) -> list[CameIn]:
    """Return the rows of a statement as they were read from the file."""
    return [
        CameIn(**{**row._mapping, "came_at": clock.local(row.came_at)})
        for row in connection.execute(_ROWS, {"statement_id": statement_id})
    ]


def refusals_of(statement_id: UUID) -> Sequence[tuple[str, int]]:
    """Return why rows were left out (message ids), and how many for each reason."""
    rows = reads().execute(_REFUSALS, {"statement_id": statement_id})
    return [(row.reason, row.rows) for row in rows]


def _read(chosen: sa.Select[*tuple[Any, ...]], unit_id: UUID) -> Sequence[Statement]:
    return [Statement(**row._mapping) for row in reads().execute(chosen, {"unit_id": unit_id})]
