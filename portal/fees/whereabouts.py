"""Where the money of an annulled receipt is now, as its payer is told.

What came in and what went back lies in a row above; it hands over who answers when the
application is made.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from portal.fees.order_models import Method
from portal.fees.receipts import Slip

EXTENSION = "portal.whereabouts"


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What became of the money of one annulled receipt, in đồng.

    `kept` waits for a member of staff; `going_back` is to be given back and was not sent yet;
    `never_came` two people found on no statement of the bank.
    `receipt_id` and `number` name the newest receipt of the same household it became, if any.
    """

    kept: int = 0
    going_back: int = 0
    returned: int = 0
    returned_at: datetime | None = None
    placed: int = 0
    never_came: int = 0
    receipt_id: UUID | None = None
    number: str = ""

    @property
    def is_settled(self) -> bool:
        return not self.kept and not self.going_back


Answer = Callable[[Collection[UUID]], Mapping[UUID, Whereabouts]]


def init_app(app: Flask, answer: Answer) -> None:
    """Name who knows where the money of receipts is."""
    app.extensions[EXTENSION] = answer


def money_of(slips: Collection[Slip]) -> Mapping[UUID, Whereabouts]:
    """Return by receipt where its money is, of those annulled; cash was given back by hand."""
    asked = [slip.id for slip in slips if slip.annulled_at and slip.method is not Method.CASH]
    if not asked:
        return {}
    return cast(Answer, current_app.extensions[EXTENSION])(asked)
