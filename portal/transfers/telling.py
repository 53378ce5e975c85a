"""One transfer as a provider tells it, handed on when it is the money of a unit."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import UnitAccount
from portal.kernel.db import abandon, reads
from portal.kernel.errors import RuleBroken, TooBusy
from portal.kernel.logs import log
from portal.receiving.arrivals import Told
from portal.receiving.models import Provider
from portal.transfers.taking import plain, take
from portal.transfers.told_before import is_taken, note_again, told_before

MOST = 2**31 - 1  # what a column of amounts holds; no household's fee is near it


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Money on an account, in đồng; below 0 where it went out.

    A virtual account is another number of the same one, which some banks give for messengers.
    """

    provider: Provider
    provider_ref: str
    bank_ref: str | None
    account: str
    virtual_account: str = ""
    amount: int
    content: str = field(repr=False)
    came_at: datetime
    currency: str = "VND"


def hand_on(transfer: Transfer) -> None:
    """Take money on a unit's account; leave what is not money for a unit aside.

    Raise TooBusy when another holds what is needed for too long, or tells of it or places a part
    of it at this moment: nothing is noted then, and the provider sends it again.
    """
    if why := _why_not(transfer):
        log.info("transfer_left_aside", where=transfer.provider.value, error=why)
        return
    try:
        _take(transfer)
    except (sa.exc.OperationalError, sa.exc.IntegrityError, RuleBroken) as error:
        abandon()
        raise TooBusy from error


def _why_not(transfer: Transfer) -> str | None:
    if transfer.amount <= 0:
        return "outgoing"
    if transfer.currency != "VND":
        return "currency"
    return "amount" if transfer.amount > MOST else None


def _take(transfer: Transfer) -> None:
    unit_id = _unit_with(transfer.account, transfer.virtual_account)
    if unit_id is None:
        log.info("transfer_left_aside", where=transfer.provider.value, error="account")
        return
    told = Told(
        unit_id=unit_id,
        provider=transfer.provider,
        provider_ref=transfer.provider_ref,
        bank_ref=plain(transfer.bank_ref),
        amount=transfer.amount,
        content=transfer.content,
        came_at=transfer.came_at,
    )
    if not _note(told):
        _note(told)  # another told of it at this moment, or has its reference


def _note(told: Told) -> bool:
    """Note money, or that it was told of again; False where somebody noted it meanwhile.

    Not every bank gives each transfer a reference of its own: new money is noted without one
    that other money has.
    """
    known = told_before(told)
    if known is not None:
        note_again(known, told)
        return True
    if told.bank_ref is not None and is_taken(told.bank_ref, told.unit_id):
        told = replace(told, bank_ref=None)
    return take(told).arrival_id is not None


def _unit_with(*accounts: str) -> UUID | None:
    """Return the unit that has or had an account; nobody where two say so."""
    given = [account for account in accounts if account]
    owners = sa.select(UnitAccount.unit_id).where(UnitAccount.number.in_(given)).distinct()
    units = reads().scalars(owners).all()
    return units[0] if len(units) == 1 else None
