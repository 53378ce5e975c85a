"""Resets, whom they were told to, and the phones they set aside."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.kernel.i18n import lazy_gettext as _l
from portal.resets.kinds import Finding, Ground, Outcome, Refusal
from portal.resets.states import RUNNING, State


class Proof(StrEnum):
    """How the person proved who they are; never by a picture of a card."""

    CARD = "card"
    VOUCHED = "vouched"
    HOME_VISIT = "home_visit"
    QUESTIONS = "questions"

    @property
    def in_person(self) -> bool:
        return self is not Proof.QUESTIONS

    @property
    def label(self) -> str:
        return str(PROOF_LABELS[self])

    @property
    def hint(self) -> str:
        return str(PROOF_HINTS[self])


PROOF_LABELS = {
    Proof.CARD: _l("Is here and shows the original identity card"),
    Proof.VOUCHED: _l("Has no card, a health worker of the village vouches face to face"),
    Proof.HOME_VISIT: _l("Staff visited the person at home"),
    Proof.QUESTIONS: _l("Could not come, answered three questions"),
}
PROOF_HINTS = {
    Proof.CARD: _l("The picture is the person in front of you. Take and send no photo of it."),
    Proof.VOUCHED: _l("Who vouches signs in on their own, and is no relative"),
    Proof.HOME_VISIT: _l("For the old and the sick who cannot travel"),
    Proof.QUESTIONS: _l("Nobody has seen the person, so the new phone waits for 72 hours"),
}


class Reason(StrEnum):
    """Why somebody needs a new way in."""

    LOST_PHONE = "lost_phone"
    NEW_NUMBER = "new_number"
    NO_PHONE_ON_FILE = "no_phone_on_file"
    FORGOT_CODE = "forgot_code"
    SEEN_BY_OTHERS = "seen_by_others"

    @property
    def label(self) -> str:
        return str(REASON_LABELS[self])


REASON_LABELS = {
    Reason.LOST_PHONE: _l("Lost the phone, new number"),
    Reason.NEW_NUMBER: _l("Changed the number"),
    Reason.NO_PHONE_ON_FILE: _l("No phone on file yet"),
    Reason.FORGOT_CODE: _l("Forgot the personal code"),
    Reason.SEEN_BY_OTHERS: _l("Somebody else may use the old phone"),
}


class ContestWay(StrEnum):
    """How somebody said that they had asked for nothing."""

    CODE = "code"
    SMS = "sms"
    STATION = "station"


class Recipient(StrEnum):
    """Who is told of a reset, and may stop it."""

    OLD_PHONE = "old_phone"
    NEW_PHONE = "new_phone"
    TRUSTED = "trusted"


_RUNNING = sa.column("state", sa.String).in_([state.value for state in RUNNING])
_AFTER_TWO = ("allowed", "used", "frozen", "settling", "confirmed", "reversed")
_AFTER_TWO_SQL = ", ".join(f"'{state}'" for state in _AFTER_TWO)


class AccountReset(Base):
    """One request to move an account to another phone, from the asking to its end.

    `card_matched` says whether the day of issue on the card was compared with one on file
    (it must be the same) or there was none to compare; the day itself is not kept.
    `answers_right` counts right answers to questions from part A. `slip_mac` is the keyed
    hash of the printed code the person opens the account with, good until `expires_at`.
    `proposed_by` and `settled_by` are the two who settle one that was stopped.
    """

    __tablename__ = "account_reset"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_people"),
        CheckConstraint("voucher_id IS NULL OR voucher_id <> requested_by", name="other_voucher"),
        CheckConstraint("voucher_id IS NULL OR voucher_id <> decided_by", name="voucher_decides"),
        CheckConstraint("(proof = 'vouched') = (voucher_id IS NOT NULL)", name="voucher"),
        CheckConstraint("vouched_at IS NULL OR voucher_id IS NOT NULL", name="vouched"),
        CheckConstraint(
            "proof <> 'vouched' OR vouched_at IS NOT NULL OR decided_at IS NULL"
            " OR state = 'refused'",
            name="vouched_first",
        ),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint(
            f"state NOT IN ({_AFTER_TWO_SQL}) OR decided_by IS NOT NULL", name="decided_first"
        ),
        CheckConstraint("settled_by IS NULL OR settled_by <> proposed_by", name="two_settle"),
        CheckConstraint("settled_by IS NULL OR settled_by <> requested_by", name="other_settles"),
        CheckConstraint("card_matched IS NULL OR proof = 'card'", name="card"),
        CheckConstraint("ground IS NULL OR decided_by IS NOT NULL", name="ground"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'reversed') OR settled_by IS NOT NULL", name="settled"
        ),
        CheckConstraint("(proposed_by IS NULL) = (proposed IS NULL)", name="proposal"),
        CheckConstraint("finding IS NULL OR proposed IS NOT NULL", name="finding"),
        CheckConstraint("used_at IS NULL OR held_until > used_at", name="held"),
        CheckConstraint("state <> 'used' OR used_at IS NOT NULL", name="used"),
        CheckConstraint("answers_right IS NULL OR answers_right BETWEEN 0 AND 3", name="answers"),
        Index(
            "uq_account_reset_running",
            "person_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_account_reset_person_id", "person_id", "requested_at"),
        Index("ix_account_reset_account_id", "account_id"),
        Index("ix_account_reset_commune", "commune", "state", "requested_at"),
        Index("ix_account_reset_requested_by", "requested_by", "requested_at"),
        Index("ix_account_reset_voucher_id", "voucher_id", "vouched_at"),
        Index("ix_account_reset_decided_by", "decided_by", "decided_at"),
        Index("ix_account_reset_new_number_index", "new_number_index", "requested_at"),
        Index("ix_account_reset_contested_by", "contested_by"),
        Index("ix_account_reset_case_id", "case_id"),
        Index("ix_account_reset_proposed_by", "proposed_by"),
        Index("ix_account_reset_settled_by", "settled_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    commune: Mapped[str]
    state: Mapped[State] = mapped_column(text_enum(State, "reset_state"))
    proof: Mapped[Proof] = mapped_column(text_enum(Proof, "reset_proof"))
    reason: Mapped[Reason] = mapped_column(text_enum(Reason, "reset_reason"))
    card_matched: Mapped[bool | None] = mapped_column(default=None)
    answers_right: Mapped[int | None] = mapped_column(default=None)
    new_number: Mapped[str] = mapped_column(Sealed("account_reset.new_number"), repr=False)
    new_number_index: Mapped[bytes] = mapped_column(repr=False)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    voucher_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    vouched_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ground: Mapped[Ground | None] = mapped_column(text_enum(Ground, "reset_ground"), default=None)
    refusal: Mapped[Refusal | None] = mapped_column(
        text_enum(Refusal, "reset_refusal"), default=None
    )
    slip_mac: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    held_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    contested_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    contested_how: Mapped[ContestWay | None] = mapped_column(
        text_enum(ContestWay, "contest_way"), default=None
    )
    contested_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_case.id"), default=None)
    proposed: Mapped[Outcome | None] = mapped_column(
        text_enum(Outcome, "reset_outcome"), default=None
    )
    finding: Mapped[Finding | None] = mapped_column(
        text_enum(Finding, "reset_finding"), default=None
    )
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class ResetNotice(Base):
    """One who was told, with the eight-digit code that stops the reset; only its hash is here."""

    __tablename__ = "reset_notice"
    __table_args__ = (
        Index("ix_reset_notice_reset_id", "reset_id"),
        Index("ix_reset_notice_number_index", "number_index", "told_at"),
        Index("ix_reset_notice_code_mac", "code_mac"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    reset_id: Mapped[UUID] = mapped_column(ForeignKey("account_reset.id"))
    recipient: Mapped[Recipient] = mapped_column(text_enum(Recipient, "reset_recipient"))
    number_index: Mapped[bytes] = mapped_column(repr=False)
    code_mac: Mapped[bytes] = mapped_column(repr=False)
    told_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class ResetPhone(Base):
    """A phone on file that a reset set aside; it comes back when the reset is reversed."""

    __tablename__ = "reset_phone"
    __table_args__ = (Index("ix_reset_phone_phone_id", "phone_id"),)

    reset_id: Mapped[UUID] = mapped_column(ForeignKey("account_reset.id"), primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"), primary_key=True)
