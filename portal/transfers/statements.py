"""Taking in a bank statement a member of staff brought: each amount once, whoever told it first.

No bank signs such a file. What becomes a receipt by it is the receipt of who brought it, and
nothing becomes one for their own people.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees.memo import squeezed
from portal.fees.paying import Collector
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold
from portal.ledger import moves
from portal.receiving.arrivals import Told
from portal.receiving.models import Arrival, Provider
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff
from portal.transfers.models import StatementImport, StatementLine
from portal.transfers.statement_rows import CameIn, RowRefused
from portal.transfers.taking import Taken, take

# A row that is placed takes some milliseconds, and nobody else writes receipts meanwhile.
MOST = 200
MESSENGERS = (Provider.SEPAY, Provider.CASSO, Provider.PAYOS)
TakeIn = Callable[[Told], Taken]
ToldRow = sa.Row[UUID, int, str, str | None, datetime]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of the rows: `placed` of the new ones found their order by themselves."""

    new: int
    placed: int
    known: int
    refused: Sequence[RowRefused]


def bring(
    content: bytes,
    came_in: Sequence[CameIn],
    refused: Sequence[RowRefused],
    unit_id: UUID,
    *,
    by: SignedInStaff,
) -> Brought:
    """Take in the rows of a file; raise RuleBroken for a file brought before or too long a one."""
    if len(came_in) > MOST:
        raise RuleBroken(
            _("At most %(most)s payments at once. Send a shorter time", most=MOST), "file"
        )
    import_id = _note_file(content, unit_id, by)
    told = _Told(unit_id, came_in)
    collector = Collector(actor=by.actor, staff_id=by.staff_id)
    take_in = partial(take, by=collector, near=hands.all_near(by))
    fresh: list[Taken] = []
    shown: set[UUID | None] = set()
    for row in came_in:
        known = told.arrival_of(row)
        taken = Taken() if known else _take(row, unit_id, take_in)
        fresh += [taken] if taken.arrival_id else []
        shown.add(known or taken.arrival_id or _known_by_reference(row, unit_id))
    _note_shown(shown - {None}, import_id)
    brought = Brought(
        new=len(fresh),
        placed=sum(each.receipt_id is not None for each in fresh),
        known=len(came_in) - len(fresh),
        refused=refused,
    )
    change(
        sa.update(StatementImport)
        .where(StatementImport.id == import_id)
        .values(new=brought.new, known=brought.known, refused=len(refused))
    )
    trail.record(
        Line(
            event=Event.MONEY_PLACED,
            by=by.actor,
            section="statement",
            object_ref=f"statement:{import_id}",
        )
    )
    return brought


def _take(row: CameIn, unit_id: UUID, take_in: TakeIn) -> Taken:
    """Note a row; one that was taken for another amount of the same reference by what it says."""
    taken = take_in(_as_told(row, unit_id))
    if taken.arrival_id is None and _amount_known(row, unit_id) != row.amount:
        return take_in(_as_told(row.alone(), unit_id))
    return taken


def _note_file(content: bytes, unit_id: UUID, by: SignedInStaff) -> UUID:
    """Note a file by its SHA-256; of two who bring it at once the second waits and is refused."""
    import_id = uuid4()
    written = session.execute(
        moves.upsert(StatementImport)
        .values(
            id=import_id,
            unit_id=unit_id,
            sha256=sha256(content).digest(),
            new=0,
            known=0,
            refused=0,
            brought_by=by.staff_id,
            brought_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(StatementImport.id)
    ).one_or_none()
    if written is None:
        raise RuleBroken(_("This very file was brought before. Nothing in it is new"), "file")
    return import_id


def _as_told(row: CameIn, unit_id: UUID) -> Told:
    return Told(
        unit_id=unit_id,
        provider=Provider.STATEMENT,
        provider_ref=_reference(row, unit_id),
        bank_ref=row.reference,
        amount=row.amount,
        content=row.content,
        came_at=row.came_at,
    )


def _reference(row: CameIn, unit_id: UUID) -> str:
    """Name a row among all units: two banks may give one reference."""
    return f"{unit_id.hex}:{row.own_reference}"


def _known_by_reference(row: CameIn, unit_id: UUID) -> UUID | None:
    """Return the arrival a row repeats, by the bank's reference or what else names the row."""
    names = [_reference(each, unit_id) for each in (row, row.alone())]
    return session.scalars(
        sa.select(Arrival.id)
        .where(
            Arrival.unit_id == unit_id,
            Arrival.amount == row.amount,
            sa.or_(Arrival.bank_ref == row.reference, Arrival.provider_ref.in_(names)),
        )
        .order_by(Arrival.id)
    ).first()


def _note_shown(arrival_ids: Set[UUID | None], import_id: UUID) -> None:
    if not arrival_ids:
        return
    session.execute(
        moves.upsert(StatementLine)
        .values([{"arrival_id": each, "statement_id": import_id} for each in arrival_ids])
        .on_conflict_do_nothing()
    )


def _amount_known(row: CameIn, unit_id: UUID) -> int | None:
    return session.scalars(
        sa.select(Arrival.amount).where(
            sa.or_(
                sa.and_(
                    Arrival.provider == Provider.STATEMENT,
                    Arrival.provider_ref == _reference(row, unit_id),
                ),
                sa.and_(Arrival.unit_id == unit_id, Arrival.bank_ref == row.reference),
            )
        )
    ).first()


class _Told:
    """What messengers told in the days of a statement, where only day, amount and text compare.

    That is so where the messenger or the statement gave no reference of the bank. Each telling
    answers for one row.
    """

    def __init__(self, unit_id: UUID, came_in: Sequence[CameIn]) -> None:
        self._told = _by_messengers(unit_id, came_in)

    def arrival_of(self, row: CameIn) -> UUID | None:
        for each in self._told:
            if (row.reference is None or each.bank_ref is None) and _is_same(each, row):
                self._told.remove(each)
                found: UUID = each.id
                return found
        return None


def _by_messengers(unit_id: UUID, came_in: Sequence[CameIn]) -> list[ToldRow]:
    if not came_in:
        return []
    first = min(row.came_at for row in came_in) - timedelta(days=1)
    last = max(row.came_at for row in came_in) + timedelta(days=1)
    return list(
        session.execute(
            sa.select(
                Arrival.id, Arrival.amount, Arrival.content, Arrival.bank_ref, Arrival.came_at
            )
            .where(
                Arrival.unit_id == unit_id,
                Arrival.provider.in_(MESSENGERS),
                Arrival.came_at.between(first, last),
            )
            .order_by(Arrival.came_at, Arrival.id)
        )
    )


def _is_same(told: ToldRow, row: CameIn) -> bool:
    """Compare amount, Vietnamese day, and text: banks cut it and put words before it."""
    if told.amount != row.amount or clock.local(told.came_at).date() != row.came_at.date():
        return False
    one, other = squeezed(fold(told.content)), squeezed(fold(row.content))
    return one in other or other in one
