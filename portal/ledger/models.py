"""Moves of money between books, and what each collector holds in cash."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, text_enum


class Book(StrEnum):
    """Where money can be; every book is one collecting unit's, CASH also one holder's.

    UNPLACED is money that arrived and is not yet anybody's fee; VNPAY and MOMO are what a
    provider took for the unit and has not yet paid out, CHARGES what providers kept of it;
    DEPOSITS is cash on its way to the bank.
    """

    FEES = "fees"
    CASH = "cash"
    BANK = "bank"
    UNPLACED = "unplaced"
    VNPAY = "vnpay"
    MOMO = "momo"
    DEPOSITS = "deposits"
    CHARGES = "charges"


class Cause(StrEnum):
    """Why money moved; `cause_id` names the row of that kind."""

    PAYMENT = "payment"  # a receipt
    ARRIVAL = "arrival"  # money noted as come in
    ANNULMENT = "annulment"  # a receipt taken back
    RETURN = "return"  # a refund that was paid out
    HANDOVER = "handover"
    DEPOSIT = "deposit"
    PAYOUT = "payout"  # what a provider took for the unit, on its account


class Move(Base):
    """So many đồng out of one book into another, once and for good.

    One row is both sides of the double entry, so the sum over all books is always 0; a mistake
    is undone by a move the other way. The database refuses by trigger UPDATE and DELETE, and
    more out of a provider's book than is in it.
    """

    __tablename__ = "ledger_move"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(from_book = 'cash') = (from_holder IS NOT NULL)", name="from_holder"),
        CheckConstraint("(to_book = 'cash') = (to_holder IS NOT NULL)", name="to_holder"),
        CheckConstraint(
            "from_book <> to_book OR (from_book = 'cash' AND from_holder <> to_holder)",
            name="somewhere_else",
        ),
        CheckConstraint(
            "cause = 'payout' OR (from_book <> 'charges' AND to_book <> 'charges')", name="charges"
        ),
        # One cause moves money between two books once: a callback that comes twice finds its row.
        UniqueConstraint("cause", "cause_id", "from_book", "to_book"),
        Index("ix_ledger_move_unit_id", "unit_id", "at"),
        Index("ix_ledger_move_from_holder", "from_holder", "at"),
        Index("ix_ledger_move_to_holder", "to_holder", "at"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, init=False
    )
    at: Mapped[datetime] = mapped_column(Moment)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    from_book: Mapped[Book] = mapped_column(text_enum(Book, "from_book"))
    from_holder: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    to_book: Mapped[Book] = mapped_column(text_enum(Book, "to_book"))
    to_holder: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    amount: Mapped[int]
    cause: Mapped[Cause] = mapped_column(text_enum(Cause, "cause"))
    cause_id: Mapped[UUID]


class CashBox(Base):
    """What one collector of a unit holds in cash: the sum of their moves, never below 0."""

    __tablename__ = "cash_box"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held"),
        Index("ix_cash_box_holder_id", "holder_id"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    held: Mapped[int]
