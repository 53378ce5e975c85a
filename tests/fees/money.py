"""A collecting unit, charges and money for tests, put there without the portal's own forms."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.fees.models import Charge, FeeTerms, FeeUnit, UnitAccount
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.balances import books_of
from portal.ledger.models import Book, CashBox
from portal.people.models import Membership
from portal.people.places import Household

ACCOUNT, BIN = "0000000000", "970436"


def a_unit(commune: str = "Xã Đồng Sen", prefix: str = "DS", account: str = ACCOUNT) -> UUID:
    """Return a unit with a bank account and terms of 1,000 đ for 2025, 2026 and 2027."""
    unit = FeeUnit(commune=commune, name=f"UBND {commune.lower()}", prefix=prefix)
    session.add(unit)
    session.flush()
    session.add(
        UnitAccount(
            unit_id=unit.id,
            bin=BIN,
            bank_name="Ngân hàng Mẫu",
            number=account,
            holder=unit.name,
            entered_by=None,
            entered_at=clock.now(),
        )
    )
    for year in (2025, 2026, 2027):
        session.add(
            FeeTerms(
                unit_id=unit.id,
                year=year,
                amount=1_000,
                decision="12/QĐ-UBND",
                due_on=date(year, 12, 31),
                entered_by=None,
                entered_at=clock.now(),
            )
        )
    session.flush()
    return unit.id


def charges_for(household_id: UUID, unit_id: UUID, year: int = 2026) -> dict[UUID, UUID]:
    """Charge every member of a household 1,000 đ; return the charge of each person."""
    terms_id = session.scalars(
        sa.select(sa.func.max(FeeTerms.id)).where(
            FeeTerms.unit_id == unit_id, FeeTerms.year == year
        )
    ).one()
    village_id = session.scalars(
        sa.select(Household.village_id).where(Household.id == household_id)
    ).one()
    people = session.scalars(
        sa.select(Membership.person_id)
        .where(Membership.household_id == household_id, Membership.left_on.is_(None))
        .order_by(Membership.position, Membership.id)
    ).all()
    made = {person_id: uuid4() for person_id in people}
    for person_id, charge_id in made.items():
        session.add(
            Charge(
                id=charge_id,
                person_id=person_id,
                year=year,
                unit_id=unit_id,
                household_id=household_id,
                village_id=village_id,
                terms_id=terms_id,
                amount=1_000,
                exemption=None,
                opened_at=clock.now(),
            )
        )
    session.flush()
    return made


def books(unit_id: UUID) -> dict[Book, int]:
    """Return the books that are not at 0, and make sure that all of them together are."""
    found = books_of(session.connection(), unit_id).of
    assert sum(found.values()) == 0
    return {book: balance for book, balance in found.items() if balance}


def cash_boxes(unit_id: UUID) -> dict[UUID, int]:
    """Return what is noted of each collector's cash."""
    rows = session.execute(
        sa.select(CashBox.holder_id, CashBox.held).where(CashBox.unit_id == unit_id)
    )
    return {row.holder_id: row.held for row in rows}
