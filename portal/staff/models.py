"""Members of staff, their roles, their activation codes and their signed-in browsers."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.people.kinds import Sex
from portal.staff.roles import Role


class StaffMember(Base):
    """One person who works with the portal, at one facility.

    `commune` names whose people may be found by name; without it only by number.
    `person_id` is their own record as a resident, so that nobody reviews themselves.
    Password and authenticator are set together, at activation.
    """

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint("staff_name = lower(staff_name)", name="lower_case"),
        CheckConstraint("length(staff_name) >= 2", name="name_length"),
        CheckConstraint("(password_hash IS NULL) = (totp_secret IS NULL)", name="both_factors"),
        CheckConstraint("(totp_secret IS NULL) = (totp_confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("totp_last_step >= 0", name="step"),
        Index("ix_staff_member_facility_code", "facility_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    staff_name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex] = mapped_column(text_enum(Sex, "sex"))
    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"))
    commune: Mapped[str | None] = mapped_column(default=None)
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), unique=True, default=None
    )
    password_hash: Mapped[str | None] = mapped_column(default=None, repr=False)
    totp_secret: Mapped[str | None] = mapped_column(
        Sealed("staff_member.totp_secret"), default=None, repr=False
    )
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[str]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class StaffRole(Base):
    """One role of one member."""

    __tablename__ = "staff_role"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"), primary_key=True)


class StaffActivation(Base):
    """A code that lets one member set password and authenticator, once, within a day."""

    __tablename__ = "staff_activation"
    __table_args__ = (
        CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name="one_end"),
        CheckConstraint("expires_at > issued_at", name="lifetime"),
        Index("ix_staff_activation_staff_id", "staff_id", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    code_mac: Mapped[bytes] = mapped_column(repr=False)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class StaffSession(Base):
    """One signed-in browser of one member. The cookie's token is random; its hash is here."""

    __tablename__ = "staff_session"
    __table_args__ = (
        Index("ix_staff_session_staff_id", "staff_id", "ended_at"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end"),
        CheckConstraint("expires_at > started_at", name="lifetime"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    token_hash: Mapped[bytes] = mapped_column(unique=True, repr=False)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    device: Mapped[str]
    locked_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
