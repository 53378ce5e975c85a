"""One line of the log of looks and changes, and what the daily trial of the log found."""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit.events import Basis, Event
from portal.kernel.db import Base, Moment, text_enum

# What two people do together, few among millions of looks: the reports read it by time.
EVENTS_OF_TWO = (
    Event.SLIPS_ASKED,
    Event.SLIPS_DECIDED,
    Event.SLIPS_TAKEN,
    Event.RESET_ASKED,
    Event.RESET_VOUCHED,
    Event.RESET_DECIDED,
    Event.RESET_WITHDRAWN,
    Event.RESET_USED,
    Event.RESET_CONTESTED,
    Event.RESET_SETTLED,
)
# Written as the index has it, so that the planner of either database sees that it serves.
OF_TWO = sa.text("event IN ({})".format(", ".join(f"'{event}'" for event in EVENTS_OF_TWO)))


class AuditLine(Base):
    """Who did what about whom, on which basis (IHE BALP fields); append only.

    References are plain ids without foreign keys, and nothing here is health data or an
    identity number, so a line never needs erasing. The database refuses UPDATE and
    DELETE by trigger.

    `chain` names whose line it is, `position` counts within it, and `hash` holds the line
    to the one before it (audit/chain.py).
    """

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("ix_audit_line_person_id", "person_id", "at", "seq"),
        Index("ix_audit_line_account_id", "account_id", "at"),
        Index("ix_audit_line_staff_id", "staff_id", "at", "seq"),
        Index("ix_audit_line_at_of_two", "at", sqlite_where=OF_TWO, postgresql_where=OF_TWO),
        UniqueConstraint("chain", "position"),
        CheckConstraint("position >= 1", name="position"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, init=False
    )
    at: Mapped[datetime] = mapped_column(Moment)
    event: Mapped[Event] = mapped_column(text_enum(Event, "event"))
    permitted: Mapped[bool]
    basis: Mapped[Basis | None] = mapped_column(text_enum(Basis, "basis"), default=None)
    section: Mapped[str | None] = mapped_column(default=None)
    person_id: Mapped[UUID | None] = mapped_column(default=None)
    account_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_person_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_name: Mapped[str | None] = mapped_column(default=None)
    organisation: Mapped[str | None] = mapped_column(default=None)
    staff_id: Mapped[UUID | None] = mapped_column(default=None)
    role: Mapped[str | None] = mapped_column(default=None)
    facility_code: Mapped[str | None] = mapped_column(default=None)
    object_ref: Mapped[str | None] = mapped_column(default=None)
    ground_ref: Mapped[str | None] = mapped_column(default=None)
    request_id: Mapped[str | None] = mapped_column(default=None)
    chain: Mapped[UUID]
    position: Mapped[int] = mapped_column(sa.BigInteger)
    previous: Mapped[bytes] = mapped_column(repr=False)
    hash: Mapped[bytes] = mapped_column(repr=False)


LINES = cast(sa.Table, AuditLine.__table__)


class AuditCanary(Base):
    """One trial of the log: a look of our own at nobody's record, and whether it was written."""

    __tablename__ = "audit_canary"
    __table_args__ = (Index("ix_audit_canary_at", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    at: Mapped[datetime] = mapped_column(Moment)
    passed: Mapped[bool]
    detail: Mapped[str]
