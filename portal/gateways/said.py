"""What a provider says of a payment, in our words; made only of what its signature covers."""

import re
from dataclasses import dataclass
from datetime import datetime

from portal.gateways.models import Outcome
from portal.receiving.models import Provider


class Forged(Exception):
    """The signature does not fit what was said."""


class Unreadable(Exception):
    """Signed or not, it is not as the protocol says; its words may hold a name, so none here."""


def as_bytes(text: str) -> bytes:
    """Return what is signed of a text, also of one that is none: JSON can hold half a letter."""
    return text.encode(errors="surrogatepass")


_NAME = re.compile(r"[0-9A-Za-z._-]{1,64}")
MOST = 2**31 - 1  # what a column of amounts holds; no household's fee is near it
TAKEN = (Outcome.PAID, Outcome.DOUBTED)


@dataclass(frozen=True, kw_only=True)
class Said:
    """An order by the provider's reference, what became of it, and which transaction.

    `amount` is in đồng; `code` is the provider's own word for the outcome. Where money was
    taken there is a transaction and an amount; otherwise both may be missing.
    """

    provider: Provider
    reference: str
    outcome: Outcome
    code: str
    amount: int
    transaction: str
    at: datetime

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.reference) or not _NAME.fullmatch(self.code):
            raise Unreadable
        if self.outcome in TAKEN and not (self._has_transaction() and 0 < self.amount <= MOST):
            raise Unreadable

    def _has_transaction(self) -> bool:
        return self.transaction != "0" and _NAME.fullmatch(self.transaction) is not None
