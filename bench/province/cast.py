"""Who reads in a filled database: some residents and the staff of their communes, signed in."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bench.province.people import THICK_EACH
from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import token_hash
from portal.finding.models import PatientSearch, SearchKind
from portal.kernel import clock
from portal.kernel.db import make_engine
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Membership, Person
from portal.people.places import Household
from portal.staff.models import StaffMember, StaffSession
from portal.visits.models import Encounter

WHO_WORKS = ("desk", "head", "clinician", "village0")
SEARCHED = "nguyen thi hoa"
LASTS = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One resident, what they would open, and the staff of their commune."""

    person_id: UUID
    name: str
    personal_id: str
    visit_id: UUID
    household_id: UUID
    village_id: UUID
    token: str
    staff_ids: dict[str, UUID]
    staff_tokens: dict[str, str]
    searches: dict[str, UUID]

    @property
    def marks(self) -> tuple[bytes, bytes]:
        """What their own pages have: the name, or the way to another part of their record."""
        return self.name.encode(), str(self.person_id).encode()


def sign_in(url: str, readers: int) -> list[Reader]:
    """Choose residents of whom much is known, from communes far apart, and sign them in."""
    engine = make_engine(url)
    with engine.begin() as connection:
        found = _sign_in(connection, readers)
    engine.dispose()
    return found


def _sign_in(connection: Connection, readers: int) -> list[Reader]:
    communes = connection.scalars(
        sa.select(StaffMember.commune).where(StaffMember.staff_name.like("desk.%")).distinct()
    ).all()
    named = sorted(name for name in communes if name)
    chosen = [named[place * len(named) // readers] for place in range(readers)]
    return [
        _reader(connection, commune, chosen[:place].count(commune) % THICK_EACH)
        for place, commune in enumerate(chosen)
    ]


def _reader(connection: Connection, commune: str, household: int) -> Reader:
    row = connection.execute(
        sa.select(
            Person.id,
            Person.full_name,
            Account.id.label("account_id"),
            Household.id.label("household_id"),
            Household.village_id,
            Identifier.value,
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Household, Household.id == Membership.household_id)
        .join(Account, Account.person_id == Person.id)
        .join(Identifier, Identifier.person_id == Person.id)
        .where(
            Household.commune == commune,
            Household.code == f"H{household:05}",
            Membership.position == 0,
            Identifier.system == IdentifierSystem.PERSONAL_ID,
        )
    ).one()
    newest = sa.select(Encounter.id).where(Encounter.person_id == row.id)
    staff = _staff(connection, commune)
    return Reader(
        person_id=row.id,
        name=row.full_name,
        personal_id=row.value,
        visit_id=connection.scalars(newest.order_by(Encounter.started_at.desc())).first() or row.id,
        household_id=row.household_id,
        village_id=row.village_id,
        token=_resident_session(connection, row.account_id),
        staff_ids=staff,
        staff_tokens={work: _staff_session(connection, one) for work, one in staff.items()},
        searches={work: _search(connection, staff[work]) for work in ("desk", "clinician")},
    )


def _staff(connection: Connection, commune: str) -> dict[str, UUID]:
    rows = connection.execute(
        sa.select(StaffMember.staff_name, StaffMember.id).where(StaffMember.commune == commune)
    )
    by_name = {row.staff_name.partition(".")[0]: row.id for row in rows}
    return {work: by_name[work] for work in WHO_WORKS}


def _resident_session(connection: Connection, account_id: UUID) -> str:
    token, now = secrets.token_hex(16), clock.now()
    connection.execute(
        sa.insert(SignInSession).values(
            id=uuid4(),
            token_hash=token_hash(token),
            account_id=account_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + LASTS,
            idle_seconds=int(LASTS.total_seconds()),
            shared_device=False,
            device="bench",
        )
    )
    return token


def _staff_session(connection: Connection, staff_id: UUID) -> str:
    token, now = f"s.{secrets.token_hex(16)}", clock.now()
    connection.execute(
        sa.insert(StaffSession).values(
            id=uuid4(),
            token_hash=token_hash(token),
            staff_id=staff_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + LASTS,
            device="bench",
        )
    )
    return token


def stay(url: str) -> None:
    """Let nobody of the staff be locked out: a page left alone locks after minutes."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(StaffSession).values(last_seen_at=clock.now()))
    engine.dispose()


def _search(connection: Connection, staff_id: UUID) -> UUID:
    search_id, now = uuid4(), clock.now()
    connection.execute(
        sa.insert(PatientSearch).values(
            id=search_id,
            staff_id=staff_id,
            query=SEARCHED,
            kind=SearchKind.NAME,
            at=now,
            expires_at=now + LASTS,
        )
    )
    return search_id
