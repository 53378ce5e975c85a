"""Receipts as they are read and printed: by the household's payers, and by the unit's desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Event
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import ChargePayment, Method, Receipt
from portal.fees.payers import Payer
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Person
from portal.staff.signed_in import SignedInStaff

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a receipt says was paid for one person and year."""

    full_name: str = field(repr=False)
    year: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One receipt with its lines and the unit that gave it."""

    id: UUID
    number: str
    household_id: UUID
    payer: str = field(repr=False)
    amount: int
    method: Method
    collector: str | None
    issued_at: datetime
    official_number: str | None
    printed_at: datetime | None
    annulled_at: datetime | None
    annulled_why: str | None
    unit_name: str
    unit_address: str
    unit_tax_code: str
    lines: Sequence[Line]
    people: frozenset[UUID]

    @property
    def years(self) -> Sequence[int]:
        return sorted({line.year for line in self.lines})

    @property
    def names(self) -> Sequence[str]:
        """Whom it is for, each once."""
        return list(dict.fromkeys(line.full_name for line in self.lines))


_SLIPS = (
    sa.select(
        Receipt.id,
        Receipt.year.label("of_year"),
        Receipt.number,
        Receipt.household_id,
        Receipt.payer,
        Receipt.amount,
        Receipt.method,
        Receipt.collector,
        Receipt.issued_at,
        Receipt.official_number,
        Receipt.printed_at,
        Receipt.annulled_at,
        Receipt.annulled_why,
        FeeUnit.prefix,
        Receipt.unit_name,
        Receipt.unit_address,
        Receipt.unit_tax_code,
        Person.id.label("person_id"),
        ChargePayment.full_name,
        Charge.year,
        ChargePayment.amount.label("of_line"),
    )
    .join(FeeUnit, FeeUnit.id == Receipt.unit_id)
    .join(ChargePayment, ChargePayment.receipt_id == Receipt.id)
    .join(Charge, Charge.id == ChargePayment.charge_id)
    .join(Person, Person.id == Charge.person_id)
    .order_by(Receipt.issued_at.desc(), Receipt.id, Charge.year, Person.birth_date, Person.id)
)
_LINE = ("of_year", "prefix", "person_id", "full_name", "year", "of_line")


def number_of(prefix: str, year: int, number: int) -> str:
    """Return DS-2026-000412."""
    return f"{prefix}-{year}-{number:06d}"


def slip_seen_by(payer: Payer, receipt_id: UUID) -> Slip | None:
    """Return a receipt of what somebody may pay; None for everybody else's."""
    found = _slips(reads().execute(_SLIPS.where(Receipt.id == receipt_id)).all())
    return next((slip for slip in found if payer.sees(slip.household_id, slip.people)), None)


def slip_of_commune(commune: str | None, receipt_id: UUID) -> Slip | None:
    """Return a receipt of the unit of a commune; None for another's."""
    found = reads().execute(_SLIPS.where(Receipt.id == receipt_id, FeeUnit.commune == commune))
    return next(iter(_slips(found.all())), None)


def slips_of(payer: Payer) -> Sequence[Slip]:
    """Return the newest receipts of what somebody may pay, annulled ones too."""
    theirs = (
        sa.select(ChargePayment.receipt_id)
        .join(Charge, Charge.id == ChargePayment.charge_id)
        .where(payer.may_pay())
    )
    # One list of ids: joined by OR, the two would make PostgreSQL read every receipt.
    of_household = sa.select(Receipt.id).where(Receipt.household_id == payer.household_id)
    newest = (
        sa.select(Receipt.id)
        .where(Receipt.id.in_(theirs.union_all(of_household)))
        .order_by(Receipt.issued_at.desc(), Receipt.id)
        .limit(MOST)
    )
    found = _slips(reads().execute(_SLIPS.where(Receipt.id.in_(newest))).all())
    return [slip for slip in found if payer.sees(slip.household_id, slip.people)]


def _slips(rows: Sequence[Row[*tuple[Any, ...]]]) -> Sequence[Slip]:
    lines: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        lines.setdefault(row.id, []).append(row)
    return [_slip(of_one) for of_one in lines.values()]


def _slip(rows: Sequence[Row[*tuple[Any, ...]]]) -> Slip:
    first = rows[0]
    values = {name: value for name, value in first._mapping.items() if name not in _LINE}
    return Slip(
        **values
        | {
            "number": number_of(first.prefix, first.of_year, first.number),
            "lines": [
                Line(full_name=row.full_name, year=row.year, amount=row.of_line) for row in rows
            ],
            "people": frozenset(row.person_id for row in rows),
        }
    )


def note_seen(slip: Slip, staff: SignedInStaff) -> None:
    """Write that a member of staff saw a receipt, with its payer and names."""
    trail.note(trail.Line(event=Event.FEES_SEEN, by=staff.actor, object_ref=f"receipt:{slip.id}"))


def note_printed(receipt_id: UUID) -> bool:
    """Note that a receipt is printed; False where it was printed before."""
    printed = change(
        sa.update(Receipt)
        .where(Receipt.id == receipt_id, Receipt.printed_at.is_(None))
        .values(printed_at=clock.now())
    )
    return printed == 1
