"""Telling the phone on file what happened to the account."""

from datetime import datetime
from uuid import UUID, uuid4

from portal.accounts import owners, texts
from portal.accounts.owners import Owner
from portal.accounts.signed_in import config
from portal.kernel.db import session
from portal.kernel.formats import moment
from portal.notifications import outbox


def tell_new_device(account_id: UUID, now: datetime) -> None:
    """Say that somebody signed in on a device that is not remembered."""
    owner = owners.owner_of(session.connection(), account_id)
    _tell(owner, "new_device", texts.new_device(owner.language, _at(now), _station()))


def tell_factor_changed(account_id: UUID, now: datetime) -> None:
    """Say that a personal code or an authenticator app was set or removed."""
    owner = owners.owner_of(session.connection(), account_id)
    _tell(owner, "factor_changed", texts.factor_changed(owner.language, _at(now), _station()))


def _at(now: datetime) -> str:
    return moment(now, language="vi")


def _station() -> str:
    return config().station.station_phone


def _tell(owner: Owner, kind: str, text: str) -> None:
    """Write a message; without a phone there is nobody to tell."""
    if owner.phone:
        outbox.enqueue(kind=kind, recipient=owner.phone, text=text, dedupe_key=f"{kind}-{uuid4()}")
