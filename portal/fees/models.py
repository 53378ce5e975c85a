"""Who collects, on which terms, what each record is charged, and who is exempt."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.kernel.keys_of_rows import new_key


class FeeUnit(Base):
    """The unit that collects in one commune, into its own account and nobody else's.

    No vendor may hold the money (Decree 52/2024/NĐ-CP). `prefix` begins its receipt numbers.
    """

    __tablename__ = "fee_unit"
    __table_args__ = (UniqueConstraint("commune"), UniqueConstraint("prefix"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    commune: Mapped[str]
    name: Mapped[str]
    prefix: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    tax_code: Mapped[str] = mapped_column(default="")


class UnitAccount(Base):
    """A bank account of a unit; the newest row holds, the others are its history.

    `bin` is the bank's six digits in the NAPAS scheme. `entered_by` is empty for the command
    line.
    """

    __tablename__ = "fee_unit_account"
    __table_args__ = (
        Index("ix_fee_unit_account_unit_id", "unit_id", "id"),
        Index("ix_fee_unit_account_entered_by", "entered_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    bin: Mapped[str]
    bank_name: Mapped[str]
    number: Mapped[str]
    holder: Mapped[str]
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)


class FeeTerms(Base):
    """What a unit asks for a year by which decision; the newest row of a year holds."""

    __tablename__ = "fee_terms"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("year BETWEEN 2020 AND 2100", name="year"),
        Index("ix_fee_terms_unit_id", "unit_id", "year", "id"),
        Index("ix_fee_terms_entered_by", "entered_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    year: Mapped[int]
    amount: Mapped[int]
    decision: Mapped[str]
    due_on: Mapped[date]
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)


class ExemptionKind(StrEnum):
    """Why nothing is asked of somebody; neighbours and relatives never read it."""

    POOR_HOUSEHOLD = "poor_household"
    UNDER_SIX = "under_six"
    OTHER = "other"


class Exemption(Base):
    """A person is exempt from one year to another, on written evidence.

    Children under six need no row: their day of birth is the evidence.
    """

    __tablename__ = "fee_exemption"
    __table_args__ = (
        CheckConstraint("from_year <= until_year", name="years"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="end"),
        Index("ix_fee_exemption_person_id", "person_id"),
        Index("ix_fee_exemption_ended_by", "ended_by"),
        Index("ix_fee_exemption_entered_by", "entered_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ExemptionKind] = mapped_column(text_enum(ExemptionKind, "exemption_kind"))
    evidence: Mapped[str] = mapped_column(Sealed("fee_exemption.evidence"), repr=False)
    from_year: Mapped[int]
    until_year: Mapped[int]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class WhyCancelled(StrEnum):
    """Why a charge is no longer asked."""

    DIED = "died"
    MOVED = "moved"
    MERGED = "merged"
    MISTAKE = "mistake"


class Charge(Base):
    """What one record is asked for one year; 0 where its person is exempt.

    Household and village are those of the day the year was opened or the person moved within
    the commune. `cancelled_note` is why the desk called it a mistake.
    """

    __tablename__ = "fee_charge"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("exemption IS NULL OR amount = 0", name="exempt"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_why IS NULL)", name="cancelled"),
        CheckConstraint(
            "(coalesce(cancelled_why, '') = 'mistake') = (cancelled_note IS NOT NULL)"
            " AND (cancelled_note IS NULL) = (cancelled_by IS NULL)",
            name="mistake",
        ),
        Index("ix_fee_charge_household_id", "household_id", "year"),
        Index("ix_fee_charge_unit_id", "unit_id", "year", "village_id"),
        Index("ix_fee_charge_terms_id", "terms_id"),
        Index("ix_fee_charge_village_id", "village_id"),
        Index("ix_fee_charge_cancelled_by", "cancelled_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("household.id"))
    village_id: Mapped[UUID | None] = mapped_column(ForeignKey("village.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("fee_terms.id"))
    amount: Mapped[int]
    exemption: Mapped[ExemptionKind | None] = mapped_column(text_enum(ExemptionKind, "exemption"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    cancelled_why: Mapped[WhyCancelled | None] = mapped_column(
        text_enum(WhyCancelled, "cancelled_why"), default=None
    )
    cancelled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    cancelled_note: Mapped[str | None] = mapped_column(
        Sealed("fee_charge.cancelled_note"), default=None, repr=False
    )
