"""The demonstration's people as the services know them: residents and staff who act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.signed_in import SignedIn, config
from portal.audit.trail import Actor
from portal.consents.services import Owner
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import DemoPerson, lan_and_men, tua
from portal.interop.demo.staff import STAFF
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.address import title
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier, Person
from portal.people.places import Facility
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody of the commune with an account."""

    id: UUID
    account_id: UUID
    full_name: str
    sex: Sex
    born: PartialDate

    @property
    def owner(self) -> Owner:
        return Owner(id=self.id, born=self.born)

    @property
    def in_full(self) -> str:
        return f"{title(self.born, self.sex, clock.today())} {self.full_name}"

    @property
    def actor(self) -> Actor:
        return Actor(name=self.full_name, account_id=self.account_id, person_id=self.id)

    @property
    def signed_in(self) -> SignedIn:
        now = clock.now()
        return SignedIn(
            session_id=uuid4(),
            account_id=self.account_id,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + timedelta(hours=1),
            idle_seconds=600,
            shared_device=False,
            large_text=False,
            person_id=self.id,
            full_name=self.full_name,
            sex=self.sex,
            birth_date=self.born.day,
            birth_precision=self.born.precision,
        )


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody who has a part in what the demonstration tells about sharing."""

    men: Resident
    lan: Resident
    tua: Resident
    staff: Mapping[str, SignedInStaff] = field(repr=False)


def gather(days: Calendar) -> Cast | None:
    """Find the residents and the staff; None where one is missing."""
    named = {one.name: one for one in (*lan_and_men(days).members, *tua(days).members)}
    found = [_resident(named[name]) for name in ("Phạm Thị Mến", "Hà Thị Lan", "Giàng A Tủa")]
    staff = _staff()
    men, lan, old_man = found
    if men is None or lan is None or old_man is None or len(staff) < len(STAFF):
        return None
    return Cast(men=men, lan=lan, tua=old_man, staff=staff)


def _resident(shown: DemoPerson) -> Resident | None:
    index = identifier_index(IdentifierSystem.PERSONAL_ID, shown.personal_id)
    row = session.execute(
        sa.select(
            Person.id,
            Account.id.label("account_id"),
            Person.full_name,
            Person.sex,
            Person.birth_date,
            Person.birth_precision,
        )
        .join(Account, Account.person_id == Person.id)
        .join(Identifier, Identifier.person_id == Person.id)
        .where(Identifier.system == IdentifierSystem.PERSONAL_ID, Identifier.value_index == index)
    ).one_or_none()
    if row is None:
        return None
    return Resident(
        id=row.id,
        account_id=row.account_id,
        full_name=row.full_name,
        sex=row.sex,
        born=PartialDate(row.birth_date, row.birth_precision),
    )


def _staff() -> dict[str, SignedInStaff]:
    names = [member.staff_name for member in STAFF]
    rows = session.execute(
        sa.select(StaffMember, Facility.name)
        .join(Facility, Facility.code == StaffMember.facility_code)
        .where(StaffMember.staff_name.in_(names))
    ).all()
    return {member.staff_name: _signed_in(member, facility) for member, facility in rows}


def _signed_in(member: StaffMember, facility_name: str) -> SignedInStaff:
    now = clock.now()
    roles = session.scalars(sa.select(StaffRole.role).where(StaffRole.staff_id == member.id))
    return SignedInStaff(
        session_id=uuid4(),
        staff_id=member.id,
        staff_name=member.staff_name,
        full_name=member.full_name,
        title=member.title,
        sex=member.sex,
        facility_code=member.facility_code,
        facility_name=facility_name,
        commune=member.commune,
        person_id=member.person_id,
        roles=frozenset(Role(role) for role in roles),
        confirmed_at=now,
        last_seen_at=now,
        expires_at=now + config().lifetimes.staff_lock,
        locked=False,
    )
