"""Reconciling a unit: what receipts, boxes and arrivals say, beside what the moves say.

Cash counted short at a handover or a day's end is known to two people and stays with its
holder, and money on no statement is a question to the bank: both are told, and are no
differences of the books.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.fees.units import Unit
from portal.kernel.db import snapshot
from portal.ledger.balances import Books, books_of
from portal.ledger.models import Book
from portal.settlement import arrivals, cash, receipts, single_rows, statements
from portal.settlement.arrivals import CameIn
from portal.settlement.cash import CountedShort, Held
from portal.settlement.differences import Difference, Kind
from portal.settlement.receipts import Collected
from portal.settlement.statements import Brought, NotShown


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """One unit at one moment."""

    books: Books
    collected: Sequence[Collected]
    came_in: Sequence[CameIn]
    held: Sequence[Held]
    counted_short: Sequence[CountedShort]
    not_shown: Sequence[NotShown]
    brought: Sequence[Brought]
    differences: Sequence[Difference]

    @property
    def years(self) -> Sequence[int]:
        """Return the years with receipts, the newest first."""
        return sorted({each.year for each in self.collected}, reverse=True)

    def of_year(self, year: int) -> Sequence[Collected]:
        return [each for each in self.collected if each.year == year]


def reconcile(unit: Unit) -> Reconciled:
    """Read everything of a unit as of one moment and compare it."""
    with snapshot() as connection:
        books = books_of(connection, unit.id)
        collected, given = receipts.collected(connection, unit.id)
        came_in = arrivals.came_in(connection, unit.id)
        held = cash.held(connection, unit.id)
        short, wrong_handovers = cash.counted(connection, unit.id)
        not_shown = statements.not_shown(connection, unit.id)
        brought = statements.brought(connection, unit.id)
        differences = [
            *_fees(collected, books),
            *receipts.gaps(unit.prefix, collected, given),
            *single_rows.wrong(connection, unit.id, unit.prefix),
            *cash.against_the_books(held, books),
            *wrong_handovers,
            *arrivals.against_the_books(came_in, books),
        ]
    return Reconciled(
        books=books,
        collected=collected,
        came_in=came_in,
        held=held,
        counted_short=short,
        not_shown=not_shown,
        brought=brought,
        differences=differences,
    )


def _fees(collected: Sequence[Collected], books: Books) -> Sequence[Difference]:
    written = sum(each.amount for each in collected if not each.annulled)
    moved = -books.of[Book.FEES]
    if written == moved:
        return ()
    return (Difference(kind=Kind.FEES, about="", written=written, moved=moved),)
