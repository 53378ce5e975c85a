"""What a payer needs for a transfer: the square for a banking app, and the same as text."""

from dataclasses import dataclass

from portal.fees.household_orders import Placed
from portal.fees.units import BankAccount, account_of
from portal.fees.vietqr import Transfer, payload
from portal.kernel.db import reads
from portal.kernel.square import Square, png_of, square_of


@dataclass(frozen=True, kw_only=True)
class ToTransfer:
    """The unit's newest account, and the square that fills everything in."""

    account: BankAccount
    square: Square


def to_transfer(placed: Placed) -> ToTransfer | None:
    """Return how to pay an order by transfer; None where the unit has no account on file."""
    account = account_of(reads(), placed.unit_id)
    if account is None:
        return None
    return ToTransfer(account=account, square=square_of(_text(account, placed)))


def picture(placed: Placed) -> bytes | None:
    """Return the square as PNG; None where the unit has no account on file."""
    account = account_of(reads(), placed.unit_id)
    return png_of(_text(account, placed)) if account else None


def _text(account: BankAccount, placed: Placed) -> str:
    return payload(
        Transfer(bin=account.bin, account=account.number, amount=placed.amount, purpose=placed.memo)
    )
