"""Two villages with records, accounts and a fee of the year, the second without a record."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.audit.trail import NOBODY
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.fees.paying import Collector, Paid, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.moves import cash_of
from portal.people.models import Administrative
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import RECORDED, Member, StaffCast
from tests.fees.money import a_unit, charges_for

ONE, OTHER = "Suối Bạc", "Nà Lúa"


@dataclass(frozen=True, kw_only=True)
class TwoVillages:
    """Lan, Mến and Minh live in Suối Bạc and pay; Hùng in Nà Lúa does not."""

    unit: UUID
    household: UUID
    lan: Member
    men: Member
    hung: Member
    charges: dict[UUID, UUID]


def a_record(member: Member, on: date = date(2026, 9, 1)) -> None:
    """Write part A of somebody's record down on a day."""
    session.add(
        Administrative(
            person_id=member.person_id,
            content_hash=b"",
            **(RECORDED | {"recorded_on": on}),
        )
    )


def opened_on(member: Member, days_ago: int) -> None:
    """Let an account be opened some days ago."""
    session.execute(
        sa.update(Account)
        .where(Account.id == member.account_id)
        .values(opened_at=clock.now() - timedelta(days=days_ago))
    )


def two_villages() -> TwoVillages:
    """Add the people; two of Suối Bạc have a record, and nobody has paid yet."""
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    minh = cast.minh(lan)
    unit, household = a_unit(), cast.a_household(lan, men, minh, village=ONE)
    elsewhere = cast.a_household(hung, village=OTHER)
    a_record(lan)
    a_record(men, date(2026, 11, 10))
    charges = charges_for(household, unit) | charges_for(elsewhere, unit)
    session.flush()
    return TwoVillages(unit=unit, household=household, lan=lan, men=men, hung=hung, charges=charges)


def pay(villages: TwoVillages, *members: Member, taker: StaffCast) -> Paid:
    """Pay in cash for some of Lan's household."""
    charges = [villages.charges[member.person_id] for member in members]
    ordered = order(charges, villages.household, Method.CASH, by_staff=taker.staff_id)
    by = Collector(actor=NOBODY, staff_id=taker.staff_id, name=taker.full_name)
    paid = settle(ordered.id, "Hà Thị Lan", cash_of(taker.staff_id), Method.CASH, by=by)
    assert paid is not None
    return paid


def head_of(village: str) -> StaffCast:
    """Return who answers for one village only."""
    member = cast.a_staff_member("truong", "Cầm Văn Thôn", Role.VILLAGE_HEAD)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(village_id=cast.a_village(village))
    )
    return member
