"""Statements staff brought: which file, how many rows of it were new, which money it shows."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment


class StatementImport(Base):
    """One statement file; the file itself is not kept, its SHA-256 is."""

    __tablename__ = "fee_statement"
    __table_args__ = (
        UniqueConstraint("unit_id", "sha256"),
        CheckConstraint("new >= 0 AND known >= 0 AND refused >= 0", name="counts"),
        Index("ix_fee_statement_brought_by", "brought_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    sha256: Mapped[bytes]
    new: Mapped[int]
    known: Mapped[int]
    refused: Mapped[int]
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    brought_at: Mapped[datetime] = mapped_column(Moment)


class StatementLine(Base):
    """That a statement shows an arrival; the first statement that does is kept.

    What a messenger told of and no statement of those days shows, the bank knows nothing of.
    """

    __tablename__ = "fee_statement_line"
    __table_args__ = (Index("ix_fee_statement_line_statement_id", "statement_id"),)

    arrival_id: Mapped[UUID] = mapped_column(ForeignKey("fee_arrival.id"), primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("fee_statement.id"))
