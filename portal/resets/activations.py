"""Reads of /activate: whose slip may be typed, and how far a browser has come with one."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Person
from portal.resets.activation_models import ResetActivation
from portal.resets.models import AccountReset
from portal.resets.states import State


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The allowed reset of a typed number, with what its slip is compared to."""

    reset_id: UUID
    person_id: UUID
    account_id: UUID
    slip_mac: bytes = field(repr=False)
    language: str


_OPENING = (
    sa.select(
        AccountReset.id.label("reset_id"),
        AccountReset.person_id,
        AccountReset.account_id,
        AccountReset.slip_mac,
        Account.language,
    )
    .select_from(Identifier)
    .join(Person, Person.id == Identifier.person_id)
    .join(AccountReset, AccountReset.person_id == Person.id)
    .join(Account, sa.and_(Account.id == AccountReset.account_id, Account.is_open()))
    .where(
        Identifier.system == IdentifierSystem.PERSONAL_ID,
        Identifier.scope == "",
        Identifier.value_index == sa.bindparam("index"),
        Identifier.active,
        Person.deceased_on.is_(None),
        AccountReset.state == State.ALLOWED,
        AccountReset.slip_mac.is_not(None),
        AccountReset.expires_at > sa.bindparam("now", type_=AccountReset.expires_at.type),
    )
    .limit(1)
)
_NUMBER = sa.select(AccountReset.new_number).where(AccountReset.id == sa.bindparam("reset"))


def opening_of(connection: Connection, index: bytes, now: datetime) -> Opening | None:
    """Return the reset a number may be activated for."""
    row = connection.execute(_OPENING, {"index": index, "now": now}).one_or_none()
    return Opening(**row._mapping) if row else None


def number_of(connection: Connection, opening: Opening) -> str:
    """Return the new number, which is opened only once the letters are right."""
    return str(connection.execute(_NUMBER, {"reset": opening.reset_id}).scalar_one())


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An activation under way in one browser; `reset_id` is None where the slip was wrong."""

    id: UUID
    reset_id: UUID | None
    slip_mac: bytes | None = field(repr=False)
    code_mac: bytes | None = field(repr=False)
    started_at: datetime
    expires_at: datetime
    tries: int
    passed_at: datetime | None


_ACTIVATION = sa.select(
    ResetActivation.id,
    ResetActivation.reset_id,
    ResetActivation.slip_mac,
    ResetActivation.code_mac,
    ResetActivation.started_at,
    ResetActivation.expires_at,
    ResetActivation.tries,
    ResetActivation.passed_at,
).where(
    ResetActivation.token_hash == sa.bindparam("token_hash"),
    ResetActivation.finished_at.is_(None),
)


def activation_of(connection: Connection, token_hash: bytes) -> Activation | None:
    """Return what a browser has begun; None when nothing, or finished."""
    row = connection.execute(_ACTIVATION, {"token_hash": token_hash}).one_or_none()
    return Activation(**row._mapping) if row else None
