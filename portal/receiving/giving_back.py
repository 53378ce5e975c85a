"""Saying that a payer has their cash back: the first of two words, that of who held it.

A colleague annuls the receipt as the second, on the same day. On one word alone a head could
annul what a colleague took, close the colleague's account a minute later, and find in their
drawer cash no book knows of. A word said of the wrong receipt is taken back before that.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import GIVEN_BACK, NOT_GIVEN_BACK, Event
from portal.audit.trail import Line
from portal.fees.order_models import Receipt
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.ledger.moves import upsert
from portal.receiving.giving_models import CashGivenBack
from portal.receiving.paying_back import SAID_TODAY, holds_enough_still, since_midnight
from portal.staff.signed_in import SignedInStaff


def say(receipt_id: UUID, *, by: SignedInStaff) -> None:
    """Say that the member gave the cash of a receipt of their unit back; raise RuleBroken."""
    if not holds_enough_still(receipt_id, by):
        raise RuleBroken(_("By the books you do not hold the cash of this receipt"))
    written = upsert(CashGivenBack).values(
        receipt_id=receipt_id, holder_id=by.staff_id, said_at=clock.now()
    )
    session.execute(
        written.on_conflict_do_update(
            index_elements=["receipt_id", "holder_id"],
            set_={"said_at": written.excluded.said_at},
        )
    )
    trail.record(_line(receipt_id, GIVEN_BACK, by))


def withdraw(receipt_id: UUID, *, by: SignedInStaff) -> None:
    """Take the member's own word back while the receipt is in force; raise RuleBroken."""
    held = sa.select(Receipt.annulled_at).where(Receipt.id == receipt_id)
    if session.scalars(held.with_for_update(key_share=True)).one() is not None:
        raise RuleBroken(_("This receipt is annulled already"))
    withdrawn = change(
        sa.delete(CashGivenBack).where(
            CashGivenBack.receipt_id == receipt_id, CashGivenBack.holder_id == by.staff_id
        )
    )
    if withdrawn != 1:
        raise RuleBroken(_("No word of yours says that the payer has this cash back"))
    trail.record(_line(receipt_id, NOT_GIVEN_BACK, by))


def has_said(receipt_id: UUID, by: SignedInStaff) -> bool:
    """Say whether the member gave that word today."""
    said = sa.exists().where(
        CashGivenBack.receipt_id == receipt_id,
        CashGivenBack.holder_id == by.staff_id,
        SAID_TODAY,
    )
    return bool(reads().scalar(sa.select(said), since_midnight()))


def _line(receipt_id: UUID, section: str, by: SignedInStaff) -> Line:
    return Line(
        event=Event.CASH_MOVED, by=by.actor, section=section, object_ref=f"receipt:{receipt_id}"
    )
