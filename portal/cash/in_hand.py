"""What of a collector's cash may leave their hands: not what they said today that payers have back.

Handed over or taken to the bank, it would be missing when a colleague annuls the receipt.
"""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.cash.bounds import OF_UNIT
from portal.kernel import formats
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.ledger.models import CashBox
from portal.receiving.paying_back import GIVEN_BACK, since_midnight


@dataclass(frozen=True, kw_only=True)
class InHand:
    """What a collector holds by the books, and how much of it payers have back, in đồng."""

    held: int = 0
    given_back: int = 0

    @property
    def free(self) -> int:
        return max(self.held - self.given_back, 0)


_IN_HAND = sa.select(CashBox.held, GIVEN_BACK.label("given_back")).where(
    CashBox.unit_id == OF_UNIT, CashBox.holder_id == sa.bindparam("holder_id")
)


def in_hand(unit_id: UUID, holder_id: UUID) -> InHand:
    """Return what a collector of the unit holds."""
    found = reads().execute(_IN_HAND, _values(unit_id, holder_id)).one_or_none()
    return InHand(**found._mapping) if found else InHand()


def refuse_given_back(
    amount: int, left: int, unit_id: UUID, holder_id: UUID, field: str = "amount"
) -> None:
    """Raise RuleBroken for more than is free of what is left in a box, which is held still."""
    found = session.execute(_IN_HAND, _values(unit_id, holder_id)).one_or_none()
    if found is None or not found.given_back:
        return
    most = max(left - found.given_back, 0)
    if amount > most:
        language = current_language()
        raise RuleBroken(
            _(
                "Of this cash %(given)s is given back to payers and waits for the annulment:"
                " at most %(most)s",
                given=formats.dong(found.given_back, language=language),
                most=formats.dong(most, language=language),
            ),
            field,
        )


def _values(unit_id: UUID, holder_id: UUID) -> dict[str, object]:
    return {"unit_id": unit_id, "holder_id": holder_id} | since_midnight()
