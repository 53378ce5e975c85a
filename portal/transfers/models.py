"""Statements staff brought: which file, its rows, who looked at it, which money it shows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum


class StatementState(StrEnum):
    """Where a brought statement stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class StatementImport(Base):
    """One statement file; the file itself is not kept, its SHA-256 is.

    Nothing of it is money before a second person confirmed it. `new` and `known` are as they
    were counted when it was brought, and afterwards what became of the rows: together how many
    rows it has, which triggers hold. A refused file may be brought again: refusing says nothing
    about the file, and nothing came of it.
    """

    __tablename__ = "fee_statement"
    __table_args__ = (
        CheckConstraint("new >= 0 AND known >= 0 AND refused >= 0", name="counts"),
        CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)",
            name="decision",
        ),
        CheckConstraint("state <> 'confirmed' OR decided_by <> brought_by", name="two_people"),
        Index(
            "uq_fee_statement_file",
            "unit_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text("state <> 'refused'"),
            postgresql_where=sa.text("state <> 'refused'"),
        ),
        Index("ix_fee_statement_unit_id", "unit_id", "state", "brought_at"),
        Index("ix_fee_statement_brought_by", "brought_by"),
        Index("ix_fee_statement_decided_by", "decided_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    sha256: Mapped[bytes]
    new: Mapped[int]
    known: Mapped[int]
    refused: Mapped[int]
    state: Mapped[StatementState] = mapped_column(text_enum(StatementState, "statement_state"))
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    brought_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class StatementRow(Base):
    """An amount a statement says came in, as it was read; no money of the books.

    `row` is counted from 1 as the file shows it, `copy` counts rows that say the same. Triggers
    refuse to change what a second person looked at, and to add to it.
    """

    __tablename__ = "fee_statement_row"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint('"row" > 0 AND copy > 0', name="counted"),
    )

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("fee_statement.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    came_at: Mapped[datetime] = mapped_column(Moment)
    amount: Mapped[int]
    content: Mapped[str] = mapped_column(Sealed("fee_statement_row.content"), repr=False)
    reference: Mapped[str | None]
    copy: Mapped[int]


class StatementRefusal(Base):
    """How many rows of a statement could not be read, for one reason (a message id)."""

    __tablename__ = "fee_statement_refusal"
    __table_args__ = (CheckConstraint('"rows" > 0', name="rows"),)

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("fee_statement.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    rows: Mapped[int]


class StatementLine(Base):
    """That a confirmed statement shows an arrival.

    What a messenger told of and no statement of those days shows, the bank knows nothing of.
    What was struck from the books and is shown all the same came, after all. Triggers refuse to
    change or delete a line: a difference would be gone with it.
    """

    __tablename__ = "fee_statement_line"
    __table_args__ = (Index("ix_fee_statement_line_statement_id", "statement_id"),)

    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"), primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("fee_statement.id"), primary_key=True)
