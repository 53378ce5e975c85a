"""What a brought statement says, beside what the books hold of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.db import reads
from portal.receiving.models import STRUCK, Arrival, MoneyReturn, Provider
from portal.receiving.placing import OPEN
from portal.transfers.models import StatementImport, StatementLine, StatementState
from portal.transfers.statement_known import Compared, compared
from portal.transfers.statement_reading import Statement, rows_of
from portal.transfers.statement_rows import CameIn


@dataclass(frozen=True, kw_only=True)
class Payments:
    """How many payments, of how much in all; đồng."""

    count: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as it was read.

    `is_known` says that the books had it before this statement, `is_again` that it stands in the
    file a second time; `struck_by` is the return by which it was struck from the books.
    """

    came_in: CameIn
    is_known: bool = False
    is_again: bool = False
    struck_by: UUID | None = None

    @property
    def is_new(self) -> bool:
        return not (self.is_known or self.is_again) and self.struck_by is None


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The rows of a statement, and of how many of its payments no household is known yet.

    Of a refused statement nothing is known: its rows are no more than what somebody wrote.
    """

    rows: Sequence[Row]
    waiting: Payments = Payments(count=0, amount=0)

    @property
    def first(self) -> datetime:
        return min(each.came_in.came_at for each in self.rows)

    @property
    def last(self) -> datetime:
        return max(each.came_in.came_at for each in self.rows)

    @property
    def all(self) -> Payments:
        return _sum(self.rows)

    @property
    def new(self) -> Payments:
        return _sum([each for each in self.rows if each.is_new])

    @property
    def known(self) -> int:
        return sum(not (each.is_new or each.is_again) for each in self.rows)

    @property
    def again(self) -> int:
        return sum(each.is_again for each in self.rows)

    @property
    def struck(self) -> int:
        return sum(each.struck_by is not None for each in self.rows)


def _sum(rows: Sequence[Row]) -> Payments:
    return Payments(count=len(rows), amount=sum(each.came_in.amount for each in rows))


_MADE_BY_IT = sa.and_(
    Arrival.provider == Provider.STATEMENT,
    sa.exists()
    .where(
        StatementLine.arrival_id == Arrival.id,
        StatementLine.statement_id == sa.bindparam("statement_id"),
        StatementImport.id == StatementLine.statement_id,
        StatementImport.decided_at <= Arrival.noted_at,
    )
    .correlate(Arrival),
)
_IN_THE_BOOKS = (
    sa.select(
        Arrival.id,
        _MADE_BY_IT.label("is_made_by_it"),
        OPEN.label("open"),
        MoneyReturn.id.label("struck_by"),
    )
    .outerjoin(
        MoneyReturn,
        sa.and_(MoneyReturn.arrival_id == Arrival.id, MoneyReturn.state.in_(STRUCK)),
    )
    .where(Arrival.id.in_(sa.bindparam("arrival_ids", expanding=True)))
)
InTheBooks = sa.Row[UUID, bool, int, UUID | None]


def contents(found: Statement, unit_id: UUID) -> Contents:
    """Return what a statement of a unit says, and what the books hold of it today."""
    rows = rows_of(reads(), found.id)
    if found.state is StatementState.REFUSED:
        return Contents(rows=[Row(came_in=each) for each in rows])
    beside = compared(reads(), rows, unit_id)
    books = _in_the_books(beside, found.id)
    return Contents(
        rows=[_row(each, books) for each in beside],
        waiting=_waiting(books.values()),
    )


def _in_the_books(beside: Sequence[Compared], statement_id: UUID) -> Mapping[UUID, InTheBooks]:
    arrival_ids = {each.known.arrival_id for each in beside if each.known is not None}
    values = {"arrival_ids": list(arrival_ids), "statement_id": statement_id}
    return {each.id: each for each in reads().execute(_IN_THE_BOOKS, values)}


def _row(each: Compared, books: Mapping[UUID, InTheBooks]) -> Row:
    if each.known is None:
        return Row(came_in=each.row, is_again=each.again)
    noted = books[each.known.arrival_id]
    return Row(
        came_in=each.row,
        is_known=not noted.is_made_by_it,
        is_again=each.again,
        struck_by=noted.struck_by,
    )


def _waiting(books: Iterable[InTheBooks]) -> Payments:
    opened = [each.open for each in books if each.open]
    return Payments(count=len(opened), amount=sum(opened))
