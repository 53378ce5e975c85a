"""Reads of signing in: whom a typed number belongs to, and how far a browser has come."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account, KnownDevice, OneTimeCode, SignInAttempt
from portal.kernel import crypto
from portal.people.kinds import IdentifierSystem, PhoneKind
from portal.people.models import Identifier, Person, Phone


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a code may go to; every field is empty for a number nobody signs in with."""

    account_id: UUID | None = None
    person_id: UUID | None = None
    language: str = "vi"
    phone: str | None = field(default=None, repr=False)
    known_device: bool = False


_RECIPIENT = (
    sa.select(
        Account.id.label("account_id"),
        Account.person_id,
        Account.language,
        Phone.number.label("phone"),
        sa.exists(
            sa.select(KnownDevice.id).where(
                KnownDevice.account_id == Account.id,
                KnownDevice.token_hash == sa.bindparam("device_hash"),
                KnownDevice.expires_at > sa.bindparam("now"),
            )
        ).label("known_device"),
    )
    .select_from(Identifier)
    .join(Person, Person.id == Identifier.person_id)
    .join(Account, Account.person_id == Person.id)
    .outerjoin(
        Phone,
        sa.and_(Phone.person_id == Person.id, Phone.active, Phone.kind == PhoneKind.MOBILE),
    )
    .where(
        Identifier.system == IdentifierSystem.PERSONAL_ID,
        Identifier.scope == "",
        Identifier.value_index == sa.bindparam("index"),
        Identifier.active,
        Person.deceased_on.is_(None),
        Account.is_open(),
    )
    .order_by(Phone.recorded_on.desc(), Phone.id.desc())
    .limit(1)
)


def recipient(connection: Connection, index: bytes, device_hash: bytes, now: datetime) -> Recipient:
    """Return whom a typed number's codes go to."""
    row = connection.execute(
        _RECIPIENT, {"index": index, "device_hash": device_hash, "now": now}
    ).one_or_none()
    if row is not None:
        return Recipient(**row._mapping)
    crypto.unseal(*_decoy(crypto.ring()))  # the work that opening a phone number is
    return Recipient()


@lru_cache(maxsize=1)
def _decoy(_ring: crypto.KeyRing) -> tuple[str, bytes]:
    return "decoy.phone", crypto.seal("decoy.phone", "+84000000000")


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """The newest code of a sign-in; `code_mac` is None where none was sent."""

    id: UUID
    code_mac: bytes | None = field(repr=False)
    created_at: datetime
    expires_at: datetime
    tries: int


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A sign-in under way, with what each factor is compared to.

    `account_id` is None for a number nobody signs in with.
    """

    id: UUID
    identifier_index: bytes = field(repr=False)
    id_tail: str
    shared_device: bool
    code_passed_at: datetime | None
    challenge: Challenge
    account_id: UUID | None
    person_id: UUID | None
    full_name: str | None
    language: str | None
    pin_hash: str | None = field(repr=False)
    app_secret: str | None = field(repr=False)
    app_confirmed_at: datetime | None
    app_step: int | None
    known_device: bool


_ATTEMPT = (
    sa.select(
        SignInAttempt.id,
        SignInAttempt.identifier_index,
        SignInAttempt.id_tail,
        SignInAttempt.shared_device,
        SignInAttempt.code_passed_at,
        SignInAttempt.app_step,
        OneTimeCode.id.label("code_id"),
        OneTimeCode.code_mac,
        OneTimeCode.created_at,
        OneTimeCode.expires_at,
        OneTimeCode.tries,
        Account.id.label("account_id"),
        Account.person_id,
        Person.full_name,
        Account.language,
        Account.pin_hash,
        Account.totp_secret.label("app_secret"),
        Account.totp_confirmed_at.label("app_confirmed_at"),
        sa.exists(
            sa.select(KnownDevice.id).where(
                KnownDevice.account_id == SignInAttempt.account_id,
                KnownDevice.token_hash == sa.bindparam("device_hash"),
                KnownDevice.expires_at > sa.bindparam("now"),
            )
        ).label("known_device"),
    )
    .select_from(SignInAttempt)
    .join(OneTimeCode, OneTimeCode.id == SignInAttempt.code_id)
    .outerjoin(
        Account,
        sa.and_(Account.id == SignInAttempt.account_id, Account.is_open()),
    )
    .outerjoin(Person, Person.id == Account.person_id)
    .where(
        SignInAttempt.token_hash == sa.bindparam("attempt_hash"),
        SignInAttempt.finished_at.is_(None),
        SignInAttempt.expires_at > sa.bindparam("now"),
    )
)


def attempt_of(
    connection: Connection, attempt_hash: bytes, device_hash: bytes, now: datetime
) -> Attempt | None:
    """Return the sign-in a browser has begun; None when none, finished or too old."""
    row = connection.execute(
        _ATTEMPT, {"attempt_hash": attempt_hash, "device_hash": device_hash, "now": now}
    ).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    challenge = Challenge(
        id=values.pop("code_id"),
        **{name: values.pop(name) for name in ("code_mac", "created_at", "expires_at", "tries")},
    )
    return Attempt(challenge=challenge, **values)


_KNOWN_DEVICE = (
    sa.select(KnownDevice.id)
    .where(
        KnownDevice.token_hash == sa.bindparam("device_hash"),
        KnownDevice.expires_at > sa.bindparam("now"),
    )
    .limit(1)
)


def is_known_device(connection: Connection, device_hash: bytes, now: datetime) -> bool:
    """Say whether anybody chose to be remembered in this browser."""
    row = connection.execute(_KNOWN_DEVICE, {"device_hash": device_hash, "now": now})
    return row.one_or_none() is not None
