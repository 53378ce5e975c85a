"""Noting a bank statement a member of staff brought: no row of it is money yet.

No bank signs such a file, and whoever brings it could have written it. A colleague holds it
against the bank's own paper first (statement_deciding.py).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger import moves
from portal.staff.signed_in import SignedInStaff
from portal.transfers.models import (
    StatementImport,
    StatementRefusal,
    StatementRow,
    StatementState,
)
from portal.transfers.statement_known import compared
from portal.transfers.statement_rows import CameIn, RowRefused

# A row that is placed takes some milliseconds, and nobody else writes receipts meanwhile.
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What was read: rows that are new, and rows the books know already."""

    statement_id: UUID
    new: int
    known: int


def bring(
    content: bytes,
    came_in: Sequence[CameIn],
    refused: Sequence[RowRefused],
    unit_id: UUID,
    *,
    by: SignedInStaff,
) -> Brought:
    """Note the rows of a file for a second person to look at; raise RuleBroken.

    A file that waits or was confirmed is not brought again, nor one too long or without money.
    """
    if len(came_in) > MOST:
        raise RuleBroken(
            _("At most %(most)s payments at once. Send a shorter time", most=MOST), "file"
        )
    if not came_in:
        raise RuleBroken(_("No row of this file says that money came in"), "file")
    new = sum(row.is_new for row in compared(session.connection(), came_in, unit_id))
    brought = Brought(statement_id=uuid4(), new=new, known=len(came_in) - new)
    _note_file(brought, content, len(refused), unit_id, by)
    _note_rows(brought.statement_id, came_in)
    _note_refused(brought.statement_id, refused)
    trail.record(
        Line(
            event=Event.STATEMENT_BROUGHT,
            by=by.actor,
            object_ref=f"statement:{brought.statement_id}",
        )
    )
    return brought


def _note_file(
    brought: Brought, content: bytes, refused: int, unit_id: UUID, by: SignedInStaff
) -> None:
    """Note a file by its SHA-256; of two who bring it at once the second waits and is refused."""
    written = session.execute(
        moves.upsert(StatementImport)
        .values(
            id=brought.statement_id,
            unit_id=unit_id,
            sha256=sha256(content).digest(),
            new=brought.new,
            known=brought.known,
            refused=refused,
            state=StatementState.WAITING,
            brought_by=by.staff_id,
            brought_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(StatementImport.id)
    ).one_or_none()
    if written is None:
        raise RuleBroken(_why_not_again(content, unit_id), "file")


def _why_not_again(content: bytes, unit_id: UUID) -> str:
    waits = session.scalar(
        sa.select(
            sa.exists().where(
                StatementImport.unit_id == unit_id,
                StatementImport.sha256 == sha256(content).digest(),
                StatementImport.state == StatementState.WAITING,
            )
        )
    )
    if waits:
        return _(
            "This very file was brought before and waits for a colleague."
            " It stands below under “Statements brought lately”"
        )
    return _("This very file was brought before. Nothing in it is new")


def _note_rows(statement_id: UUID, came_in: Sequence[CameIn]) -> None:
    session.execute(
        sa.insert(StatementRow),
        [
            {
                "statement_id": statement_id,
                "row": each.row,
                "came_at": each.came_at,
                "amount": each.amount,
                "content": each.content,
                "reference": each.reference,
                "copy": each.copy,
            }
            for each in came_in
        ],
    )


def _note_refused(statement_id: UUID, refused: Sequence[RowRefused]) -> None:
    reasons = Counter(each.reason.message for each in refused)
    if reasons:
        session.execute(
            sa.insert(StatementRefusal),
            [
                {"statement_id": statement_id, "reason": reason, "rows": rows}
                for reason, rows in reasons.items()
            ],
        )
