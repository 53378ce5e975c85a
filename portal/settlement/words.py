"""Books and differences in words, for the page and the command line."""

from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.ledger.balances import Books
from portal.ledger.models import Book
from portal.settlement.differences import Difference, Kind

# Where money lies, and whose it is: read as figures above 0, both sides are one sum.
LIES = {
    Book.CASH: _l("Cash with collectors"),
    Book.DEPOSITS: _l("Cash on its way to the bank"),
    Book.BANK: _l("At the bank"),
    Book.VNPAY: _l("With VNPAY"),
    Book.MOMO: _l("With MoMo"),
    Book.CHARGES: _l("Kept by providers as their fee"),
}
IS = {
    Book.FEES: _l("Fees collected"),
    Book.UNPLACED: _l("Came in, waits for somebody"),
}
BOOK_LABELS = {**LIES, **IS}


def lies(books: Books) -> dict[str, int]:
    """Return where the money lies."""
    return {str(label): books.of[book] for book, label in LIES.items()}


def is_whose(books: Books) -> dict[str, int]:
    """Return what the money is; these books are below 0 by what came through them."""
    return {str(label): -books.of[book] for book, label in IS.items()}


def difference_words(found: Difference) -> str:
    """Say which two figures differ, by name."""
    values = {"what": found.kind.label, "about": found.about}
    if found.kind is Kind.NUMBERS:
        return _(
            "%(what)s (%(about)s): %(written)s receipts, the last number is %(moved)s",
            written=found.written,
            moved=found.moved,
            **values,
        )
    language = current_language()
    if found.kind is Kind.STRUCK:
        return _(
            "%(what)s (%(about)s): %(amount)s. Ask the bank; if it came, two colleagues take the"
            " striking back, and if it was noted twice, they let it stand",
            amount=formats.dong(found.written, language=language),
            **values,
        )
    amounts = {
        "written": formats.dong(found.written, language=language),
        "moved": formats.dong(found.moved, language=language),
    }
    if not found.about:
        return _("%(what)s: %(written)s and %(moved)s", **values, **amounts)
    return _("%(what)s (%(about)s): %(written)s and %(moved)s", **values, **amounts)
