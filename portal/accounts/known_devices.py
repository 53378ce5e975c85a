"""Devices whose owners chose to be remembered on them."""

import secrets
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.models import KnownDevice
from portal.accounts.signed_in import config, token_hash
from portal.kernel.db import session


def remember(account_id: UUID, browser: Browser, now: datetime) -> str:
    """Remember a browser under a new token, for everybody it was remembered for."""
    token = secrets.token_urlsafe(32)
    known = sa.update(KnownDevice).where(KnownDevice.token_hash == browser.device_hash)
    change(known.values(token_hash=token_hash(token)))
    change(
        sa.delete(KnownDevice).where(
            KnownDevice.account_id == account_id, KnownDevice.token_hash == token_hash(token)
        )
    )
    session.add(
        KnownDevice(
            account_id=account_id,
            token_hash=token_hash(token),
            remembered_at=now,
            expires_at=now + config().lifetimes.known_device,
        )
    )
    return token


def forget_all(account_id: UUID) -> None:
    """Let no device of this account be known any more."""
    change(sa.delete(KnownDevice).where(KnownDevice.account_id == account_id))
