"""Consents as they were given and ended: append only, every change is a new row."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.consents.kinds import Channel, EndReason, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.kernel.db import Base, Moment, Sealed, text_enum

SECTION = text_enum(Section, "section")


class Consent(Base):
    """One yes: who may see which sections, why, until when; and how the yes was given.

    The grantee is one member of staff or one facility by its code. `wording` is the exact
    text the resident agreed to, `wording_hash` its SHA-256, `wording_version` the version
    of the sentences. `child_assented` is set when a child of 7 or more was asked too (Law
    91/2025/QH15, article 24).
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("(staff_id IS NULL) <> (facility_code IS NULL)", name="one_grantee"),
        CheckConstraint("valid_until > valid_from", name="period"),
        CheckConstraint(
            "(granted_as = 'witnessed') = (witness_id IS NOT NULL)", name="witness_named"
        ),
        CheckConstraint("witness_id IS NULL OR witness_id <> staff_id", name="two_people"),
        CheckConstraint(
            "granted_as = 'witnessed' OR granted_by_person_id IS NOT NULL OR channel = 'key_card'"
            " OR channel = 'read_aloud'",
            name="somebody_said_yes",
        ),
        Index("ix_consent_person_id", "person_id", "granted_at"),
        Index("ix_consent_staff_id", "staff_id", "valid_until"),
        Index("ix_consent_facility_code", "facility_code", "valid_until"),
        Index("ix_consent_witness_id", "witness_id"),
        Index("ix_consent_granted_by_person_id", "granted_by_person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    facility_code: Mapped[str | None] = mapped_column(ForeignKey("facility.code"), default=None)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"))
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "consent_channel"))
    wording_version: Mapped[str]
    wording_hash: Mapped[bytes]
    wording: Mapped[str] = mapped_column(Sealed("consent.wording"), repr=False)
    granted_at: Mapped[datetime] = mapped_column(Moment)
    granted_as: Mapped[GrantedAs] = mapped_column(text_enum(GrantedAs, "granted_as"))
    granted_by_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    child_assented: Mapped[bool | None] = mapped_column(default=None)
    witness_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    request_id: Mapped[UUID | None] = mapped_column(default=None)


class ConsentSection(Base):
    """One section of one consent."""

    __tablename__ = "consent_section"

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(SECTION, primary_key=True)


class ConsentEnd(Base):
    """A consent stopped before its time."""

    __tablename__ = "consent_end"

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[EndReason] = mapped_column(text_enum(EndReason, "consent_end_reason"))
    ended_by_account_id: Mapped[UUID | None] = mapped_column(default=None)
    ended_by_staff_id: Mapped[UUID | None] = mapped_column(default=None)


class Block(Base):
    """A member of staff the resident never wants to see the record, in an emergency either."""

    __tablename__ = "staff_block"
    __table_args__ = (
        Index(
            "uq_staff_block_standing",
            "person_id",
            "staff_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
        Index("ix_staff_block_person_id", "person_id"),
        Index("ix_staff_block_staff_id", "staff_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    blocked_at: Mapped[datetime] = mapped_column(Moment)
    blocked_by: Mapped[UUID]
    lifted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
