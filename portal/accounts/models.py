"""Accounts, one-time codes, sessions and known devices."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum


class Channel(StrEnum):
    """How a one-time code reaches its owner."""

    SMS = "sms"
    COUNTER = "counter"


class Account(Base):
    """A resident's way in. The phone is on file with the person, never here.

    `frozen_at` is when somebody said that a reset was not asked for: nobody signs in until
    two members of staff have settled whose it is. Until `held_until` a new phone only views.
    `first_signed_in_at` outlives the sessions: it tells an account in use from one issued.
    """

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    frozen_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    held_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    first_signed_in_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    pin_hash: Mapped[str | None] = mapped_column(default=None, repr=False)
    totp_secret: Mapped[str | None] = mapped_column(
        Sealed("account.totp_secret"), default=None, repr=False
    )
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="vi")
    large_text: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def is_open(cls) -> sa.ColumnElement[bool]:
        """Say in a query that this account lets its owner in."""
        return sa.and_(cls.suspended_at.is_(None), cls.frozen_at.is_(None))


class OneTimeCode(Base):
    """A challenge: one try-counted, single-use code for one typed ID in one browser.

    `account_id` is empty for an ID without an account, so that both cost the same
    work. Only a keyed hash of the code is kept.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        Index("ix_one_time_code_account_id", "account_id", "created_at"),
        CheckConstraint("tries >= 0", name="tries"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "channel"))
    code_mac: Mapped[bytes | None] = mapped_column(repr=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class SignInAttempt(Base):
    """One sign-in under way in one browser, from the typed ID to the session.

    The browser holds a random token; only its hash is here. `id_tail` is the last three
    digits, shown back to the visitor. Tries of every factor are counted here.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account_id", "account_id", "started_at"),
        Index("ix_sign_in_attempt_code_id", "code_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True, repr=False)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    identifier_index: Mapped[bytes] = mapped_column(repr=False)
    id_tail: Mapped[str]
    shared_device: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    code_id: Mapped[UUID | None] = mapped_column(ForeignKey("one_time_code.id"), default=None)
    code_passed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    app_step: Mapped[int | None] = mapped_column(default=None)  # right, where two are wanted
    pin_tries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Throttle(Base):
    """One counted event of a bucket; limits are counts of these rows in a window."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_bucket", "bucket", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bucket: Mapped[str]
    key: Mapped[bytes]
    detail: Mapped[bytes | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(Moment)


class SignInSession(Base):
    """One signed-in browser. The cookie's token is random; its SHA-256 is here."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        Index("ix_sign_in_session_account_id", "account_id", "ended_at"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True, repr=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    idle_seconds: Mapped[int]
    shared_device: Mapped[bool]
    device: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)


class KnownDevice(Base):
    """A phone its owner chose to be remembered on: own send budget, no new-device notice."""

    __tablename__ = "known_device"
    __table_args__ = (
        UniqueConstraint("account_id", "token_hash"),
        Index("ix_known_device_token_hash", "token_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[bytes] = mapped_column(repr=False)
    remembered_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class CounterCode(Base):
    """A code printed for one person at the counter: single use, 24 hours."""

    __tablename__ = "counter_code"
    __table_args__ = (Index("ix_counter_code_account_id", "account_id", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    code_mac: Mapped[bytes] = mapped_column(repr=False)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str]
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
