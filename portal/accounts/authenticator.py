"""Adding an authenticator app to an account, and removing it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.accounts import sessions, throttle, totp
from portal.accounts.limits import APP_FAILURES_PER_DAY, Bucket
from portal.accounts.models import Account
from portal.accounts.signed_in import SignedIn
from portal.accounts.typed_code import Kind, TypedCode
from portal.kernel import clock, crypto
from portal.kernel.db import separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.square import square_of


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What an app needs: a square to photograph, or a key to type.

    `sealed` travels through the form, so that looking at the page changes nothing.
    """

    sealed: str = field(repr=False)
    key: str = field(repr=False)
    size: int
    path: str = field(repr=False)


def new_setup(resident: SignedIn, id_tail: str) -> Setup:
    """Return a fresh secret for the resident."""
    secret = totp.new_secret()
    sealed = crypto.seal(_place(resident), secret)
    return _setup(urlsafe_b64encode(sealed).decode(), secret, id_tail)


def same_setup(resident: SignedIn, sealed: str, id_tail: str) -> Setup:
    """Return the setup a form brought back; raise RuleBroken when it is not ours."""
    return _setup(sealed, _open(resident, sealed), id_tail)


def _place(resident: SignedIn) -> str:
    return f"authenticator setup of {resident.account_id}"


def _open(resident: SignedIn, sealed: str) -> str:
    try:
        return crypto.unseal(_place(resident), urlsafe_b64decode(sealed))
    except (crypto.SealBroken, NotBase64, ValueError) as broken:
        raise RuleBroken(_("Begin again"), "code") from broken


def _setup(sealed: str, secret: str, id_tail: str) -> Setup:
    return setup_of(sealed, secret, totp.setup_uri(secret, id_tail))


def setup_of(sealed: str, secret: str, uri: str) -> Setup:
    """Draw the square of a URI; the key is the secret in groups of four."""
    square = square_of(uri)
    return Setup(
        sealed=sealed,
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        size=square.size,
        path=square.path,
    )


def add(resident: SignedIn, sealed: str, typed: TypedCode) -> None:
    """Take an app whose first code is right; other sessions end.

    Raise RuleBroken when the code is wrong: the app's clock or the key is not right.
    """
    secret, now = _open(resident, sealed), clock.now()
    _count_try(resident)
    step = totp.matching_step(secret, typed.text, now) if typed.kind is Kind.DIGITS else None
    if step is None:
        raise RuleBroken(_("Code not right. Type the newest code the app shows"), "code")
    session.execute(
        sa.update(Account)
        .where(Account.id == resident.account_id)
        .values(totp_secret=secret, totp_confirmed_at=now, totp_last_step=step)
    )
    sessions.factor_changed(resident)


def _count_try(resident: SignedIn) -> None:
    key, bucket, now = resident.account_id.bytes, Bucket.APP_FAILED_KNOWN, clock.now()
    with separate_transaction() as connection:
        failed = throttle.failures(connection, key, (bucket,), now).get(bucket.value, 0)
        throttle.note(connection, now, ((bucket, key, None),))
    if failed >= APP_FAILURES_PER_DAY:
        raise RuleBroken(_("Too many wrong tries. Try again tomorrow"), "code")


def remove(resident: SignedIn) -> None:
    """Forget the app; other sessions end."""
    session.execute(
        sa.update(Account)
        .where(Account.id == resident.account_id)
        .values(totp_secret=None, totp_confirmed_at=None)
    )
    sessions.factor_changed(resident)
