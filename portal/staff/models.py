"""Members of staff, their roles, how they get in, and their signed-in browsers."""

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.people.kinds import Sex
from portal.staff.roles import Role


class StaffMember(Base):
    """One person who works with the portal, at one facility.

    `commune` names whose people may be found by name; without it only by number.
    `village_id` bounds village heads and collaborators, who see that village alone.
    `renewed_at` is when the account was last activated again, after a loss or a long absence.
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
        CheckConstraint("village_id IS NULL OR commune IS NOT NULL", name="village"),
        Index("ix_staff_member_facility_code", "facility_code"),
        Index("ix_staff_member_village_id", "village_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    staff_name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex] = mapped_column(text_enum(Sex, "sex"))
    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"))
    commune: Mapped[str | None] = mapped_column(default=None)
    village_id: Mapped[UUID | None] = mapped_column(ForeignKey("village.id"), default=None)
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
    renewed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
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


class StaffRecoveryCode(Base):
    """One of the printed codes that stand in for a lost authenticator, once each."""

    __tablename__ = "staff_recovery_code"
    __table_args__ = (
        CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name="one_end"),
        Index("ix_staff_recovery_code_staff_id", "staff_id", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    code_mac: Mapped[bytes] = mapped_column(repr=False)
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class StaffInvitation(Base):
    """An account the head of a station asks for, or asks to renew; the province allows it.

    Whoever could open a second account for themselves would be both people of every rule
    that asks for two, so nobody allows their own. `roles` is their names, in order, between
    commas; to audit is never among them. `again_for` is the account to renew; `staff_id`
    the account that was allowed, and stays empty after a refusal.
    """

    __tablename__ = "staff_invitation"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> invited_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint("staff_id IS NULL OR decided_by IS NOT NULL", name="allowed_first"),
        CheckConstraint(
            "again_for IS NULL OR staff_id IS NULL OR again_for = staff_id", name="same_account"
        ),
        CheckConstraint("again_for IS NULL OR again_for <> invited_by", name="not_for_asker"),
        CheckConstraint(
            "again_for IS NULL OR decided_by IS NULL OR again_for <> decided_by",
            name="not_for_decider",
        ),
        CheckConstraint("code_shown_at IS NULL OR staff_id IS NOT NULL", name="code_of_allowed"),
        CheckConstraint("roles = replace(roles, 'auditor', '')", name="no_auditor"),
        CheckConstraint(
            "roles = replace(roles, 'data_entry', '')"
            " OR (roles = 'data_entry' AND ends_on IS NOT NULL)",
            name="data_entry_ends",
        ),
        CheckConstraint(
            "village_id IS NOT NULL OR (roles = replace(roles, 'village_head', '')"
            " AND roles = replace(roles, 'collaborator', ''))",
            name="village_named",
        ),
        CheckConstraint("village_id IS NULL OR commune IS NOT NULL", name="village"),
        CheckConstraint(
            "commune IS NOT NULL OR (roles = replace(roles, 'station_staff', '')"
            " AND roles = replace(roles, 'data_entry', ''))",
            name="commune_named",
        ),
        Index(
            "uq_staff_invitation_waiting",
            "staff_name",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
        Index("ix_staff_invitation_invited_by", "invited_by"),
        Index("ix_staff_invitation_decided_by", "decided_by"),
        Index("ix_staff_invitation_facility_code", "facility_code", "decided_at"),
        Index("ix_staff_invitation_village_id", "village_id"),
        Index("ix_staff_invitation_person_id", "person_id"),
        Index("ix_staff_invitation_again_for", "again_for"),
        Index("ix_staff_invitation_staff_id", "staff_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    staff_name: Mapped[str]
    full_name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex] = mapped_column(text_enum(Sex, "sex"))
    roles: Mapped[str]
    facility_code: Mapped[str] = mapped_column(ForeignKey("facility.code"))
    commune: Mapped[str | None] = mapped_column(default=None)
    village_id: Mapped[UUID | None] = mapped_column(ForeignKey("village.id"), default=None)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    again_for: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    invited_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    code_shown_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class StaffComputer(Base):
    """A browser a member signed in on with their password: there a code alone lets them switch.

    The cookie's token is random; its hash is here.
    """

    __tablename__ = "staff_computer"
    __table_args__ = (
        UniqueConstraint("token_hash", "staff_id"),
        CheckConstraint("expires_at > signed_in_at", name="lifetime"),
        Index("ix_staff_computer_staff_id", "staff_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    token_hash: Mapped[bytes] = mapped_column(repr=False)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    signed_in_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


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
