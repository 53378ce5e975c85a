"""What one household is asked and has paid, as who takes its cash sees it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.cash.bounds import OF_UNIT, households_of
from portal.fees.models import Charge
from portal.fees.order_models import ChargePayment, Method, Receipt
from portal.fees.units import Unit
from portal.kernel.db import reads
from portal.people.heads import head_of
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """One member and year; `amount` is 0 for who is exempt, and nobody reads why."""

    charge_id: UUID
    person_id: UUID
    full_name: str = field(repr=False)
    year: int
    amount: int
    method: Method | None
    receipt_id: UUID | None

    @property
    def is_open(self) -> bool:
        return self.amount > 0 and self.receipt_id is None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A household before a collector."""

    household_id: UUID
    code: str
    head: str = field(repr=False)
    village: str | None
    lines: Sequence[ChargeLine]

    @property
    def open_lines(self) -> list[ChargeLine]:
        return [line for line in self.lines if line.is_open]

    @property
    def settled_lines(self) -> list[ChargeLine]:
        return [line for line in self.lines if not line.is_open]

    @property
    def open_amount(self) -> int:
        return sum(line.amount for line in self.open_lines)

    def amount_of(self, charge_ids: Collection[UUID]) -> int | None:
        """Add up what was chosen, paid or not; None where one of it is not of this household."""
        amounts = {line.charge_id: line.amount for line in self.lines}
        if not amounts.keys() >= set(charge_ids):
            return None
        return sum(amounts[charge_id] for charge_id in set(charge_ids))


HEAD_OF = head_of(Household.id)
_HOUSEHOLD = (
    sa.select(
        Household.code,
        sa.func.coalesce(Person.full_name, "").label("head"),
        Village.name.label("village"),
    )
    .select_from(Household)
    .outerjoin(Person, Person.id == HEAD_OF)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(Household.id == sa.bindparam("household_id"))
)
_POSITION = (
    sa.select(sa.func.min(Membership.position))
    .where(
        Membership.person_id == Charge.person_id,
        Membership.household_id == Charge.household_id,
        Membership.left_on.is_(None),
    )
    .correlate(Charge)
    .scalar_subquery()
)
IN_FORCE = sa.and_(ChargePayment.charge_id == Charge.id, ChargePayment.reversed_at.is_(None))
_LINES = (
    sa.select(
        Charge.id.label("charge_id"),
        Charge.person_id,
        Person.full_name,
        Charge.year,
        Charge.amount,
        Receipt.method,
        Receipt.id.label("receipt_id"),
    )
    .select_from(Charge)
    .join(Person, Person.id == Charge.person_id)
    .outerjoin(ChargePayment, IN_FORCE)
    .outerjoin(Receipt, Receipt.id == ChargePayment.receipt_id)
    .where(
        Charge.household_id == sa.bindparam("household_id"),
        Charge.unit_id == OF_UNIT,
        Charge.cancelled_at.is_(None),
    )
    .order_by(Charge.year, sa.func.coalesce(_POSITION, 1000), Person.name_folded, Charge.id)
)


def statement(household_id: UUID, unit: Unit, staff: SignedInStaff) -> Statement | None:
    """Return a household this member may collect from; None for every other one."""
    values = {"household_id": household_id, "unit_id": unit.id}
    found = reads().execute(_HOUSEHOLD.where(households_of(staff)), values).one_or_none()
    if found is None:
        return None
    lines = [ChargeLine(**row._mapping) for row in reads().execute(_LINES, values)]
    return Statement(household_id=household_id, **found._mapping, lines=lines)


def note_opened(found: Statement, staff: SignedInStaff) -> None:
    """Write of everybody on a statement that this member read it."""
    people = dict.fromkeys(line.person_id for line in found.lines)
    trail.note(
        *(
            Line(
                event=Event.FEES_SEEN,
                about=person_id,
                by=staff.actor,
                basis=Basis.DESK,
                object_ref=f"household:{found.household_id}",
            )
            for person_id in people
        )
    )
