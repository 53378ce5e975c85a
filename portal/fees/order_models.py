"""Orders to pay chosen charges, what was paid of them, and the receipts for it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Moment, Sealed, text_enum
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.keys_of_rows import new_key


class Method(StrEnum):
    """How somebody pays."""

    TRANSFER = "transfer"  # to the unit's account, mostly by VietQR
    VNPAY = "vnpay"
    MOMO = "momo"
    CASH = "cash"

    @property
    def label(self) -> str:
        return str(METHOD_LABELS[self])


METHOD_LABELS = {
    Method.TRANSFER: _l("Bank transfer"),
    Method.VNPAY: "VNPAY",
    Method.MOMO: "MoMo",
    Method.CASH: _l("Cash"),
}


class OrderState(StrEnum):
    """Where an order stands; MOVES in order_states.py says what may follow what."""

    WAITING = "waiting"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class FeeOrder(Base):
    """One basket: charges of a household somebody means to pay together.

    `memo` is what the payer writes: HSSK and eight characters nobody mixes up. Who ordered is a
    resident or a member of staff; money that is placed by the clock alone names neither.
    """

    __tablename__ = "fee_order"
    __table_args__ = (
        UniqueConstraint("memo"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("by_person IS NULL OR by_staff IS NULL", name="one_orderer"),
        CheckConstraint("(state = 'waiting') = (closed_at IS NULL)", name="closed"),
        Index("ix_fee_order_household_id", "household_id", "ordered_at"),
        Index("ix_fee_order_unit_id", "unit_id", "state", "ordered_at"),
        Index("ix_fee_order_by_person", "by_person"),
        Index("ix_fee_order_by_staff", "by_staff"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    memo: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    household_id: Mapped[UUID] = mapped_column(ForeignKey("household.id"))
    amount: Mapped[int]
    method: Mapped[Method] = mapped_column(text_enum(Method, "method"))
    state: Mapped[OrderState] = mapped_column(text_enum(OrderState, "order_state"))
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    by_staff: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    ordered_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class OrderLine(Base):
    """One charge of an order, with its amount on that day."""

    __tablename__ = "fee_order_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_fee_order_line_charge_id", "charge_id"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("fee_order.id"), primary_key=True)
    charge_id: Mapped[UUID] = mapped_column(ForeignKey("fee_charge.id"), primary_key=True)
    amount: Mapped[int]


class Receipt(Base):
    """A collection slip (phiếu thu), numbered without gaps within a unit and year.

    It is the unit's own slip and no tax receipt; `official_number` holds the number of the
    electronic receipt the unit's approved software issued for it. An annulled one stays. Every
    print after `printed_at` says that it is one more. The unit stands on it as it was called that
    day; the database lets nobody change what it says, how it was annulled, or delete it.
    """

    __tablename__ = "fee_receipt"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        UniqueConstraint("order_id"),
        Index(
            "uq_fee_receipt_official_number",
            "unit_id",
            "official_number",
            unique=True,
            sqlite_where=sa.text("official_number IS NOT NULL"),
            postgresql_where=sa.text("official_number IS NOT NULL"),
        ),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(
            "(annulled_at IS NULL) = (annulled_why IS NULL)"
            " AND (annulled_at IS NULL) = (annulled_by IS NULL)",
            name="annulled",
        ),
        Index("ix_fee_receipt_household_id", "household_id", "issued_at"),
        Index("ix_fee_receipt_staff_id", "staff_id", "issued_at"),
        Index("ix_fee_receipt_unit_id", "unit_id", "issued_at"),
        Index("ix_fee_receipt_annulled_by", "annulled_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_key)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"))
    year: Mapped[int]
    number: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("fee_order.id"))
    household_id: Mapped[UUID] = mapped_column(ForeignKey("household.id"))
    payer: Mapped[str] = mapped_column(Sealed("fee_receipt.payer"), repr=False)
    amount: Mapped[int]
    method: Mapped[Method] = mapped_column(text_enum(Method, "receipt_method"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    collector: Mapped[str | None]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    unit_name: Mapped[str]
    unit_address: Mapped[str]
    unit_tax_code: Mapped[str]
    official_number: Mapped[str | None] = mapped_column(default=None)
    printed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    annulled_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    annulled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"), default=None)
    annulled_why: Mapped[str | None] = mapped_column(default=None)


class ReceiptCounter(Base):
    """The last number given in a unit and year; a transaction that fails gives its own back."""

    __tablename__ = "fee_receipt_counter"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("fee_unit.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class ChargePayment(Base):
    """That a charge was paid, with which receipt; of one charge at most one is in force.

    `full_name` is how its person was called that day, as the receipt says it ever after. The
    database lets nobody change or delete what was paid, or take a reversal back; only between two
    charges of one year it goes over, when two entries of a person are merged or parted again.
    """

    __tablename__ = "fee_charge_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "uq_fee_charge_payment_in_force",
            "charge_id",
            unique=True,
            sqlite_where=sa.text("reversed_at IS NULL"),
            postgresql_where=sa.text("reversed_at IS NULL"),
        ),
        Index("ix_fee_charge_payment_receipt_id", "receipt_id"),
        Index("ix_fee_charge_payment_charge_id", "charge_id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, init=False
    )
    charge_id: Mapped[UUID] = mapped_column(ForeignKey("fee_charge.id"))
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("fee_receipt.id"))
    full_name: Mapped[str] = mapped_column(repr=False)
    amount: Mapped[int]
    paid_at: Mapped[datetime] = mapped_column(Moment)
    reversed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
