"""A second person's word on a statement that was brought: its rows become money, or never do.

Each amount is noted once, whoever told it first. What becomes a receipt is placed by its exact
memo, on the word of who confirms, and nothing becomes one for people near either of the two.
All of it is one transaction: a statement is confirmed with all its rows, or waits as before.
What others may hold is waited for in the order of ADR 0011: all new rows are noted, by their
references, then the charges of all orders they name are held, and then they are placed.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees.order_models import OrderLine
from portal.fees.paying import Collector, hold
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving.arrivals import Told
from portal.receiving.models import Provider
from portal.representation import hands
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff
from portal.transfers.models import StatementImport, StatementLine, StatementState
from portal.transfers.statement_known import compared, known_by_name, named
from portal.transfers.statement_reading import rows_of
from portal.transfers.statement_rows import CameIn
from portal.transfers.taking import Noted, note_named, place


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What became of the rows: `placed` of the new ones found their order by themselves."""

    new: int
    placed: int
    known: int


def confirm(statement_id: UUID, *, by: SignedInStaff) -> Confirmed:
    """Take in the rows of a statement, as the second person, once; raise RuleBroken."""
    found = session.execute(
        sa.select(StatementImport.unit_id, StatementImport.brought_by).where(
            StatementImport.id == statement_id
        )
    ).one()
    if found.brought_by == by.staff_id:
        raise RuleBroken(_("Who brought a statement does not confirm it. A colleague must"))
    hands.refuse_one_hand(found.brought_by, by.staff_id)
    hands.refuse_left(found.brought_by)
    bringer = session.get_one(StaffMember, found.brought_by)
    _decide(statement_id, StatementState.CONFIRMED, by)
    connection = session.connection()
    rows = compared(connection, rows_of(connection, statement_id), found.unit_id)
    shown = {each.known.arrival_id for each in rows if each.known is not None}
    near = hands.all_near(by) | hands.all_near(bringer)
    noted = _note([each.row for each in rows if each.is_new], found.unit_id, shown, near)
    _note_shown(shown, statement_id)
    _hold_charges({each.order_id for each in noted if each.order_id is not None})
    collector = Collector(actor=by.actor, staff_id=by.staff_id)
    placed = sum(place(each, by=collector).receipt_id is not None for each in noted)
    confirmed = Confirmed(new=len(noted), placed=placed, known=len(rows) - len(noted))
    change(
        sa.update(StatementImport)
        .where(StatementImport.id == statement_id)
        .values(new=confirmed.new, known=confirmed.known)
    )
    trail.record(_line(statement_id, by))
    return confirmed


def refuse(statement_id: UUID, *, by: SignedInStaff) -> None:
    """Say that it is no statement of the bank, as either of two, before it is confirmed."""
    _decide(statement_id, StatementState.REFUSED, by)
    trail.record(_line(statement_id, by, permitted=False))


def _note(
    new: Iterable[CameIn], unit_id: UUID, shown: set[UUID], near: Set[UUID]
) -> Sequence[Noted]:
    """Note rows that are new, and add every arrival they are to `shown`.

    A row whose reference other money has is noted beside it: not every bank gives each transfer
    a reference of its own. What a messenger told meanwhile is known.
    """
    noted = []
    for row in sorted(new, key=lambda row: (row.reference or "", row.own_reference)):
        made = note_named(_as_told(row, row.reference, unit_id), near=near)
        if made is None:
            known = known_by_name(session.connection(), row, unit_id, shown)
            if known is not None:
                shown.add(known.arrival_id)
                continue
            made = note_named(_as_told(row, row.reference_beside, unit_id), near=near)
        if made is not None:
            shown.add(made.arrival_id)
            noted.append(made)
    return noted


def _hold_charges(order_ids: Set[UUID]) -> None:
    ordered = sa.select(OrderLine.charge_id).where(OrderLine.order_id.in_(order_ids))
    hold(session.scalars(ordered).all())


def _as_told(row: CameIn, bank_ref: str | None, unit_id: UUID) -> Told:
    return Told(
        unit_id=unit_id,
        provider=Provider.STATEMENT,
        provider_ref=named(row, unit_id),
        bank_ref=bank_ref,
        amount=row.amount,
        content=row.content,
        came_at=row.came_at,
    )


def _note_shown(arrival_ids: Set[UUID], statement_id: UUID) -> None:
    if arrival_ids:
        session.execute(
            sa.insert(StatementLine),
            [{"arrival_id": each, "statement_id": statement_id} for each in arrival_ids],
        )


def _decide(statement_id: UUID, after: StatementState, by: SignedInStaff) -> None:
    decided = change(
        sa.update(StatementImport)
        .where(StatementImport.id == statement_id, StatementImport.state == StatementState.WAITING)
        .values(state=after, decided_by=by.staff_id, decided_at=clock.now())
    )
    if decided != 1:
        raise RuleBroken(_("This is decided already"))


def _line(statement_id: UUID, by: SignedInStaff, *, permitted: bool = True) -> Line:
    return Line(
        event=Event.STATEMENT_DECIDED,
        by=by.actor,
        permitted=permitted,
        object_ref=f"statement:{statement_id}",
    )
