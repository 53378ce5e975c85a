"""What the moves of one unit add up to: each book, and of cash each collector."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.ledger.models import Book, Move


@dataclass(frozen=True, kw_only=True)
class Books:
    """Balances in đồng; FEES and UNPLACED are below 0 by what came through them."""

    of: Mapping[Book, int]
    cash_of: Mapping[UUID, int]


_MOVES = (
    sa.select(
        Move.from_book,
        Move.from_holder,
        Move.to_book,
        Move.to_holder,
        sa.func.sum(Move.amount).label("amount"),
    )
    .where(Move.unit_id == sa.bindparam("unit_id", type_=sa.Uuid()))
    .group_by(Move.from_book, Move.from_holder, Move.to_book, Move.to_holder)
)


def books_of(connection: Connection, unit_id: UUID) -> Books:
    """Add the moves of a unit up."""
    books: Counter[Book] = Counter()
    cash: Counter[UUID] = Counter()
    for row in connection.execute(_MOVES, {"unit_id": unit_id}):
        amount = int(row.amount)
        books[row.to_book] += amount
        books[row.from_book] -= amount
        if row.to_holder:
            cash[row.to_holder] += amount
        if row.from_holder:
            cash[row.from_holder] -= amount
    return Books(of={book: books[book] for book in Book}, cash_of=dict(cash))
