"""What happened to a received file, row by row."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum


class ImportState(StrEnum):
    """A run that was killed stays RUNNING and is resumed by the same file."""

    RUNNING = "running"
    FINISHED = "finished"
    REFUSED = "refused"


class ImportRun(Base):
    """One file taken in; `position` is the last row whose batch was committed."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_sha256", "sha256", "started_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    family: Mapped[str]
    sha256: Mapped[bytes]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    exported_on: Mapped[date | None] = mapped_column(default=None)
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    state: Mapped[ImportState] = mapped_column(
        text_enum(ImportState, "import_state"), default=ImportState.RUNNING
    )
    position: Mapped[int] = mapped_column(default=0)
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_same: Mapped[int] = mapped_column(default=0)
    rows_held: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    rows_dropped: Mapped[int] = mapped_column(default=0)


class ImportProblem(Base):
    """One line of the report; `value` is never kept, only row, column and reason."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_run_id", "run_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id"))
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str]


class HeldRow(Base):
    """A good row about somebody nobody here knows yet; kept sealed until it can be placed."""

    __tablename__ = "held_row"
    __table_args__ = (
        UniqueConstraint("family", "row_key"),
        Index("ix_held_row_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id"))
    family: Mapped[str]
    row_key: Mapped[bytes]
    reason: Mapped[str]
    payload: Mapped[str | None] = mapped_column(Sealed("held_row.payload"))
    held_at: Mapped[datetime] = mapped_column(Moment)
    placed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
