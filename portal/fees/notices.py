"""Telling a payer by SMS that the money came in and which receipt says so.

No accents, under 160 letters, no name, no link, no health word, as all messages.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import throttle
from portal.accounts.models import Account
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import ChargePayment, FeeOrder, Receipt
from portal.fees.receipts import Slip, number_of
from portal.kernel import clock, formats
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.notifications import outbox
from portal.notifications.models import OutboxMessage
from portal.people.queries import mobile_of

KIND = "fee_received"
A_DAY = 3
_TEXTS = {
    "vi": "Da nhan {amount}d phi ho so nam {years}, phieu thu {number}.",
    "en": "Received {amount} VND, record fee {years}, receipt {number}.",
}


def tell(receipt_id: UUID) -> None:
    """Tell who ordered from an account of their own; nobody else has a phone we know.

    Stands or falls with the payment it tells of.
    """
    row = session.execute(
        sa.select(FeeOrder.by_person, FeeUnit.prefix, Receipt.year, Receipt.number, Receipt.amount)
        .select_from(Receipt)
        .join(FeeOrder, FeeOrder.id == Receipt.order_id)
        .join(FeeUnit, FeeUnit.id == Receipt.unit_id)
        .where(Receipt.id == receipt_id)
    ).one()
    if row.by_person is None:
        return
    years = session.scalars(
        sa.select(Charge.year)
        .join(ChargePayment, ChargePayment.charge_id == Charge.id)
        .where(ChargePayment.receipt_id == receipt_id)
        .distinct()
        .order_by(Charge.year)
    ).all()
    number = number_of(row.prefix, row.year, row.number)
    _send(row.by_person, row.amount, years, number, key=f"{KIND}-{receipt_id}")


def tell_again(slip: Slip, person_id: UUID) -> None:
    """Send the notice of a receipt once more, three times a day at most; raise RuleBroken."""
    if slip.annulled_at is not None:
        raise RuleBroken(_("This receipt is annulled already"))
    throttle.lock(session.connection(), slip.id.bytes)
    today = f"{KIND}-{slip.id}-{clock.today()}-"
    sent = session.scalars(
        sa.select(sa.func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.dedupe_key.startswith(today))
    ).one()
    if sent >= A_DAY:
        raise RuleBroken(_("The notice went out three times today. Try again tomorrow"))
    if not _send(person_id, slip.amount, slip.years, slip.number, key=f"{today}{sent + 1}"):
        raise RuleBroken(_("No mobile number is on file. Ask at the station"))


def _send(person_id: UUID, amount: int, years: Sequence[int], number: str, *, key: str) -> bool:
    """Write the message; False without a phone to send it to."""
    found = mobile_of(session.connection(), person_id)
    if found is None:
        return False
    language = session.scalar(sa.select(Account.language).where(Account.person_id == person_id))
    chosen = language if language in _TEXTS else "vi"
    text = _TEXTS[chosen].format(
        amount=formats.number(amount, language=chosen),
        years=", ".join(map(str, years)),
        number=number,
    )
    outbox.enqueue(kind=KIND, recipient=found[0], text=text, dedupe_key=key)
    return True
