"""The people the tests are about, and builders that fill in the rest.

Lan is a mother, Minh her son of five months, Mến the grandmother, Hùng a stranger.
Every number is invented.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pyotp
import sqlalchemy as sa

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import token_hash
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.kernel.text import fold
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, PhoneKind, Relation, Sex, Source, TieKind
from portal.people.models import FamilyTie, Identifier, Membership, Person, Phone
from portal.people.places import Facility, Household, Village
from portal.representation.list import PARENT_OR_GUARDIAN, POPULATION_LIST
from portal.representation.models import Representation
from portal.staff.models import StaffMember, StaffRole, StaffSession
from portal.staff.roles import Role
from tests.client import InspectingClient

RECORDED: dict[str, Any] = {
    "source": Source.POPULATION_LIST,
    "recorded_on": date(2026, 9, 1),
}


@dataclass(frozen=True)
class Member:
    """One of the cast, with what they would type to sign in."""

    person_id: UUID
    full_name: str
    personal_id: str
    phone: str
    account_id: UUID | None = None


def a_person(
    full_name: str,
    *,
    born: PartialDate,
    sex: Sex = Sex.FEMALE,
    personal_id: str = "",
    phone: str = "",
    with_account: bool = True,
) -> Member:
    """Add a person, their number, phone and account; the caller commits."""
    person = Person(
        full_name=full_name,
        name_folded=fold(full_name),
        sex=sex,
        birth_date=born.day,
        birth_precision=born.precision,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()  # the rows below need the person
    if personal_id:
        session.add(_identifier(person.id, personal_id))
    if phone:
        session.add(_phone(person.id, phone))
    account_id = None
    if with_account and personal_id:
        account_id = uuid4()
        session.add(Account(id=account_id, person_id=person.id, opened_at=clock.now()))
    session.flush()  # later rows point here
    return Member(person.id, full_name, personal_id, phone, account_id)


def _identifier(person_id: UUID, value: str) -> Identifier:
    system = IdentifierSystem.PERSONAL_ID
    return Identifier(
        person_id=person_id,
        system=system,
        value=value,
        value_index=identifier_index(system, value),
        **RECORDED,
    )


def _phone(person_id: UUID, number: str) -> Phone:
    return Phone(
        person_id=person_id,
        kind=PhoneKind.MOBILE,
        number=number,
        number_index=crypto.blind_index("phone", number),
        **RECORDED,
    )


def represents(relative: Member, person: Member, kind: TieKind = TieKind.MOTHER) -> None:
    """Let the station's list name one person as the other's representative."""
    session.add(
        FamilyTie(
            person_id=person.person_id,
            kind=kind,
            name=relative.full_name,
            relative_id=relative.person_id,
            represents=True,
            **RECORDED,
        )
    )
    session.add(
        Representation(
            id=uuid4(),
            person_id=person.person_id,
            representative_id=relative.person_id,
            kind=PARENT_OR_GUARDIAN[kind],
            sees=True,
            consents=True,
            pays=True,
            starts_at=clock.now(),
            registered_by=POPULATION_LIST,
        )
    )


def lan() -> Member:
    return a_person(
        "Hà Thị Lan",
        born=PartialDate(date(1995, 4, 2)),
        personal_id="999195000123",
        phone="+84900000123",
    )


def minh(mother: Member) -> Member:
    son = a_person("Trương Hà Minh", born=PartialDate(date(2026, 6, 20)), sex=Sex.MALE)
    represents(mother, son)
    return son


def men() -> Member:
    return a_person(
        "Phạm Thị Mến",
        born=PartialDate(date(1958, 3, 12)),
        personal_id="999158000067",
        phone="+84900000123",
    )


def hung() -> Member:
    return a_person(
        "Lò Văn Hùng",
        born=PartialDate.of_year(1980),
        sex=Sex.MALE,
        personal_id="999080000999",
        phone="+84900000999",
    )


def a_village(name: str = "Suối Bạc", commune: str = "Xã Đồng Sen") -> UUID:
    """Return a village of a commune, added if it is not there yet."""
    found = session.scalars(
        sa.select(Village.id).where(Village.name == name, Village.commune == commune)
    ).one_or_none()
    if found is None:
        village = Village(name=name, name_folded=fold(name), commune=commune)
        session.add(village)
        session.flush()  # households point here
        found = village.id
    return found


def _letters() -> str:
    """Return a random code without digits: tests look for numbers on pages."""
    return uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:8].upper()


def a_household(
    *members: Member, village: str = "Suối Bạc", commune: str = "Xã Đồng Sen", code: str = ""
) -> UUID:
    """Let people live in one household, the first its head; the caller commits."""
    household = Household(
        code=code or _letters(),
        commune=commune,
        village_id=a_village(village, commune),
    )
    session.add(household)
    session.flush()  # its members point here
    for position, member in enumerate(members):
        session.add(
            Membership(
                household_id=household.id,
                person_id=member.person_id,
                position=position,
                relation=Relation.OTHER if position else Relation.HEAD,
                joined_on=date(2020, 1, 1),
            )
        )
    session.flush()
    return household.id


def sign_in(client: InspectingClient, member: Member) -> InspectingClient:
    """Give a browser a running session, without walking through the sign-in pages."""
    assert member.account_id is not None
    now = clock.now()
    lifetimes = client.application.extensions["portal.config"].lifetimes
    session.add(
        SignInSession(
            id=uuid4(),
            token_hash=token_hash(f"token of {member.personal_id}"),
            account_id=member.account_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + lifetimes.absolute,
            idle_seconds=int(lifetimes.idle_own.total_seconds()),
            shared_device=False,
            device="Chrome, Android",
        )
    )
    session.commit()
    client.set_cookie("sid", f"token of {member.personal_id}")
    return client


@dataclass(frozen=True)
class StaffCast:
    """One of the staff, with what they would type to sign in."""

    staff_id: UUID
    staff_name: str
    full_name: str
    facility_code: str

    @property
    def totp_secret(self) -> str:
        return TOTP_SECRET

    @property
    def code(self) -> str:
        """Return what the authenticator shows now."""
        return pyotp.TOTP(TOTP_SECRET).at(clock.now())


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF_PASSWORD = "một câu dài dễ nhớ"
STATION, HOSPITAL, DEPARTMENT = "99101", "99110", "99000"
FACILITIES = {
    STATION: "Trạm Y tế xã Đồng Sen",
    HOSPITAL: "Bệnh viện đa khoa Sen Hồ",
    DEPARTMENT: "Sở Y tế",
}


def a_facility(code: str) -> None:
    """Add a facility of the cast, if it is not there yet."""
    if session.get(Facility, code) is None:
        name = FACILITIES[code]
        session.add(Facility(code=code, name=name, name_folded=fold(name)))
        session.flush()  # staff work there


@cache
def _password_hash() -> str:
    """Hash the one password of all staff once: hashing is slow on purpose."""
    return crypto.hash_secret(STAFF_PASSWORD)


def a_staff_member(
    staff_name: str,
    full_name: str,
    *roles: Role,
    title: str = "",
    sex: Sex = Sex.FEMALE,
    facility: str = STATION,
    commune: str | None = "Xã Đồng Sen",
    person: Member | None = None,
) -> StaffCast:
    """Add a member of staff who has activated their account; the caller commits."""
    a_facility(facility)
    now = clock.now()
    member = StaffMember(
        staff_name=staff_name,
        full_name=full_name,
        title=title,
        sex=sex,
        facility_code=facility,
        commune=commune,
        person_id=person.person_id if person else None,
        password_hash=_password_hash(),
        totp_secret=TOTP_SECRET,
        totp_confirmed_at=now,
        opened_at=now,
        opened_by="tests",
    )
    session.add(member)
    session.flush()  # the roles point here
    session.add_all(StaffRole(staff_id=member.id, role=role) for role in roles)
    session.flush()
    return StaffCast(member.id, staff_name, full_name, facility)


def quan() -> StaffCast:
    return a_staff_member("quan", "Lê Minh Quân", Role.CLINICIAN, title="Bác sĩ", sex=Sex.MALE)


def thom() -> StaffCast:
    return a_staff_member("thom", "Vi Thị Thơm", Role.CLINICIAN, Role.STATION_STAFF, title="Y sĩ")


def dung() -> StaffCast:
    return a_staff_member(
        "dung",
        "Hoàng Văn Dũng",
        Role.STATION_HEAD,
        Role.CLINICIAN,
        title="Bác sĩ",
        sex=Sex.MALE,
    )


def ha() -> StaffCast:
    return a_staff_member(
        "ha",
        "Nguyễn Thu Hà",
        Role.CLINICIAN,
        title="Bác sĩ",
        facility=HOSPITAL,
        commune=None,
    )


def hanh() -> StaffCast:
    return a_staff_member("hanh", "Lò Thị Hạnh", Role.STATION_STAFF, title="Cán bộ")


def elsewhere() -> StaffCast:
    """Return somebody at the desk of another commune's station."""
    return a_staff_member(
        "tuoi", "Cầm Thị Tươi", Role.STATION_STAFF, facility=HOSPITAL, commune="Xã Nà Hoa"
    )


def sy() -> StaffCast:
    return a_staff_member(
        "sy", "Đỗ Văn Sỹ", Role.AUDITOR, sex=Sex.MALE, facility=DEPARTMENT, commune=None
    )


def sign_in_staff(client: InspectingClient, member: StaffCast) -> InspectingClient:
    """Give a browser a running session of staff, without walking through the pages."""
    now, token = clock.now(), f"s.token of {member.staff_name} {uuid4()}"
    lifetimes = client.application.extensions["portal.config"].lifetimes
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=member.staff_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + lifetimes.staff_absolute,
            device="Chrome, Windows",
        )
    )
    session.commit()
    client.set_cookie("sid", token)
    return client
