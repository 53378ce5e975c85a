"""One row for each amount a bank or provider says came in, and its way back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum


class Provider(StrEnum):
    """Who says so."""

    SEPAY = "sepay"
    CASSO = "casso"
    PAYOS = "payos"
    STATEMENT = "statement"
    VNPAY = "vnpay"
    MOMO = "momo"


class Arrival(Base):
    """An amount that came in; what is neither placed nor returned waits for somebody.

    The same money told twice, by a webhook and on a statement, has one bank reference.
    `content` is the transfer's text and may name people. `odd` says that the provider itself
    has doubts (VNPAY 07), or that who brought or confirmed the statement is near who is paid
    for: such money is placed by a person, never by the clock.
    """

    __tablename__ = "fee_arrival"
    __table_args__ = (
        UniqueConstraint("provider", "provider_ref"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("placed >= 0 AND returned >= 0", name="parts"),
        CheckConstraint("placed + returned <= amount", name="whole"),
        Index(
            "uq_fee_arrival_bank_ref",
            "unit_id",
            "bank_ref",
            unique=True,
            sqlite_where=sa.text("bank_ref IS NOT NULL"),
            postgresql_where=sa.text("bank_ref IS NOT NULL"),
        ),
        Index(
            "ix_fee_arrival_open",
            "unit_id",
            "noted_at",
            sqlite_where=sa.text("placed + returned < amount"),
            postgresql_where=sa.text("placed + returned < amount"),
        ),
        Index("ix_fee_arrival_unit_id", "unit_id", "noted_at"),
        Index("ix_fee_arrival_order_id", "order_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    provider: Mapped[Provider] = mapped_column(text_enum(Provider, "provider"))
    provider_ref: Mapped[str]
    bank_ref: Mapped[str | None] = mapped_column(default=None)
    amount: Mapped[int]
    placed: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    content: Mapped[str] = mapped_column(Sealed("fee_arrival.content"), repr=False)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("fee_order.id"), default=None)
    odd: Mapped[bool] = mapped_column(default=False)
    came_at: Mapped[datetime] = mapped_column(Moment)
    noted_at: Mapped[datetime] = mapped_column(Moment)


class Telling(Base):
    """That a messenger told, under a number of its own, of money that was noted before.

    Of one arrival it tells under one number. What was struck from the books before `told_at`,
    the last time it was told, may have come after all.
    """

    __tablename__ = "fee_telling"
    __table_args__ = (
        UniqueConstraint("arrival_id", "provider"),
        CheckConstraint("provider IN ('sepay', 'casso', 'payos')", name="messenger"),
    )

    provider: Mapped[Provider] = mapped_column(
        text_enum(Provider, "telling_provider"), primary_key=True
    )
    provider_ref: Mapped[str] = mapped_column(primary_key=True)
    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"))
    told_at: Mapped[datetime] = mapped_column(Moment)


class Placement(Base):
    """That a part of an arrival became a receipt.

    `staff_id` is who placed it, or confirmed the statement; empty where a provider told the memo.
    """

    __tablename__ = "fee_placement"
    __table_args__ = (
        UniqueConstraint("arrival_id", "receipt_id"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_fee_placement_receipt_id", "receipt_id"),
        Index("ix_fee_placement_staff_id", "staff_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"))
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("fee_receipt.id"))
    amount: Mapped[int]
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class ReturnState(StrEnum):
    """Where giving money back stands."""

    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    PAID_OUT = "paid_out"
    STRUCK = "struck"
    DOUBTED = "doubted"
    TAKEN_BACK = "taken_back"


# Struck from the books, whether or not somebody says that it came after all.
STRUCK = frozenset({ReturnState.STRUCK, ReturnState.DOUBTED})
# In which the money is no longer where it came in.
GONE = STRUCK | {ReturnState.PAID_OUT}
# Of which nothing is left but that it was asked.
UNDONE = frozenset({ReturnState.REFUSED, ReturnState.TAKEN_BACK})


class SentFrom(StrEnum):
    """Whose account a return was sent from; a provider's may hold the money no more."""

    BANK = "bank"
    PROVIDER = "provider"


class MoneyReturn(Base):
    """Giving back a part of an arrival: asked by one, allowed by another, then paid out.

    The portal sends no money; `proof` is the reference of the transfer that was made, and
    `sent_from` says out of whose account. The database lets a provider send back only what it
    collected itself. What `never_came`, a row typed twice or made up, is struck whole from the
    books instead. If it came after all, that is said by one and done by another too.
    """

    __tablename__ = "fee_return"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint("state = 'asked' OR decided_by IS NOT NULL", name="decided_first"),
        CheckConstraint("(state = 'paid_out') = (proof IS NOT NULL)", name="proof"),
        CheckConstraint("(state = 'paid_out') = (sent_from IS NOT NULL)", name="sent"),
        CheckConstraint(
            "never_came AND state NOT IN ('allowed', 'paid_out')"
            " OR NOT never_came AND state NOT IN ('struck', 'doubted', 'taken_back')",
            name="struck",
        ),
        CheckConstraint(
            "state IN ('doubted', 'taken_back') = (doubted_by IS NOT NULL)"
            " AND (doubted_by IS NULL) = (doubted_at IS NULL)",
            name="doubt",
        ),
        CheckConstraint(
            "(state = 'taken_back') = (taken_back_by IS NOT NULL)"
            " AND (taken_back_by IS NULL) = (taken_back_at IS NULL)",
            name="taken_back",
        ),
        CheckConstraint(
            "state <> 'taken_back' OR taken_back_by <> doubted_by", name="two_people_back"
        ),
        Index("ix_fee_return_arrival_id", "arrival_id"),
        Index("ix_fee_return_unit_id", "unit_id", "state", "asked_at"),
        Index("ix_fee_return_asked_by", "asked_by"),
        Index("ix_fee_return_decided_by", "decided_by"),
        Index("ix_fee_return_doubted_by", "doubted_by"),
        Index("ix_fee_return_taken_back_by", "taken_back_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    amount: Mapped[int]
    state: Mapped[ReturnState] = mapped_column(text_enum(ReturnState, "return_state"))
    reason: Mapped[str]
    never_came: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    paid_out_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    proof: Mapped[str | None] = mapped_column(default=None)
    sent_from: Mapped[SentFrom | None] = mapped_column(
        text_enum(SentFrom, "sent_from"), default=None
    )
    doubted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    doubted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    kept_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    taken_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class CashDeposit(Base):
    """Cash a collector took to the unit's bank; `arrival_id` is set once the bank shows it.

    One doubts that it went there as written; when another agrees it is withdrawn, its cash is
    the holder's again, and the slip may be entered anew.
    """

    __tablename__ = "cash_deposit"
    __table_args__ = (
        UniqueConstraint("arrival_id"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_cash_deposit_unit_id", "unit_id", "at"),
        CheckConstraint(
            "(doubted_at IS NULL) = (doubt IS NULL)"
            " AND (doubted_at IS NULL) = (doubted_by IS NULL)",
            name="doubted",
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL OR arrival_id IS NULL AND doubted_at IS NOT NULL)",
            name="withdrawn",
        ),
        CheckConstraint("withdrawn_by IS NULL OR withdrawn_by <> doubted_by", name="two_people"),
        Index("ix_cash_deposit_holder_id", "holder_id"),
        Index("ix_cash_deposit_doubted_by", "doubted_by"),
        Index("ix_cash_deposit_withdrawn_by", "withdrawn_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    amount: Mapped[int]
    bank_slip: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    arrival_id: Mapped[UUID | None] = mapped_column(ForeignKey("fee_arrival.id"), default=None)
    doubt: Mapped[str | None] = mapped_column(default=None)
    doubted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    doubted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
