"""A database of people with records, and readers who are signed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import token_hash
from portal.fees.models import Charge, FeeTerms, FeeUnit
from portal.immunisation.models import Dose
from portal.kernel import clock, migrations
from portal.kernel.db import Base, make_engine
from portal.kernel.partial_date import Precision
from portal.kernel.text import fold
from portal.measurements.models import Measurement
from portal.people.kinds import Relation, Sex
from portal.people.models import Administrative, Membership, Person
from portal.people.places import Household
from portal.record.models import HistoryAnswer
from portal.visits.models import Diagnosis, Encounter, LabResult, Medicine
from tests.cast import Member
from tests.performance import full_records as made

DOSES, VISITS, ANSWERS, MEASURED, MEDICINES, RESULTS = 15, 10, 20, 5, 4, 6
AT_ONCE = 200
COMMUNE, YEAR = "Xã Đồng Sen", 2026
TERMS = 1_000_000  # far from where the sequence of its table begins


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One signed-in resident; only their pages have their name."""

    person_id: str
    name: str
    token: str
    visit: str

    @property
    def mark(self) -> bytes:
        """What only this reader's pages have: the last part of the name."""
        return self.name.rpartition(" ")[2].encode()

    @property
    def pages(self) -> dict[str, str]:
        """Address of each page that is measured, by its kind."""
        return {
            "record": f"/people/{self.person_id}/record",
            "immunisations": f"/people/{self.person_id}/immunisations",
            "visit": f"/visits/{self.visit}",
            "home": "/home",
            "visits": f"/people/{self.person_id}/visits",
            "access log": f"/people/{self.person_id}/access",
            "fee": "/fees",
        }


def prepare(url: str, people: int, readers: int) -> list[Reader]:
    """Migrate an empty database, fill it, and sign the last people in."""
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
        unit = _open_the_fee(connection)
    found: list[Reader] = []
    for first in range(0, people, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, people))
        with engine.begin() as connection:
            found += _fill(connection, [_member(number) for number in numbers], unit)
    with engine.begin() as connection:
        signed_in = found[-readers:]
        _sign_in(connection, signed_in)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return signed_in


def _member(number: int) -> Member:
    return Member(uuid4(), f"Người Thử Đ{number:06d}", f"999{number:09d}", "", uuid4())


def _fill(connection: Connection, members: list[Member], unit: UUID) -> list[Reader]:
    rows: dict[type[Base], list[dict[str, Any]]] = {
        table: [] for table in (Person, Administrative, Account, Encounter, Diagnosis, Medicine)
    }
    rows |= {LabResult: [], Dose: [], Measurement: [], HistoryAnswer: []}
    rows |= {Household: [], Membership: [], Charge: []}
    readers = []
    for member in members:
        visits = made.encounters(member, VISITS)
        newest: UUID = visits[0]["id"]
        rows[Person].append(_person(member))
        rows[Administrative].append(_part_a(member))
        rows[Account].append(_account(member))
        rows[Household].append(_household(member))
        rows[Membership].append(_membership(member))
        rows[Charge].append(_charge(member, unit))
        rows[Encounter] += visits
        rows[Diagnosis] += [part for one in visits for part in made.diagnoses(one["id"], 1)]
        rows[Medicine] += made.medicines(newest, MEDICINES)
        rows[LabResult] += made.lab_results(newest, member, RESULTS)
        rows[Dose] += made.doses(member, DOSES)
        rows[Measurement] += made.measurements(member, MEASURED)
        rows[HistoryAnswer] += made.answers(member, ANSWERS)
        readers.append(_reader(member, newest))
    for table, values in rows.items():
        connection.execute(sa.insert(table), values)
    return readers


def _open_the_fee(connection: Connection) -> UUID:
    """Let one unit ask for one year; return the unit."""
    unit = uuid4()
    connection.execute(
        sa.insert(FeeUnit).values(id=unit, commune=COMMUNE, name=f"UBND {COMMUNE}", prefix="DS")
    )
    connection.execute(
        sa.insert(FeeTerms).values(
            id=TERMS,
            unit_id=unit,
            year=YEAR,
            amount=1_000,
            decision="12/QĐ-UBND",
            due_on=date(YEAR, 12, 31),
            entered_at=clock.now(),
        )
    )
    return unit


def _household(member: Member) -> dict[str, Any]:
    # A household of one has its member's id, which spares a look-up.
    return {"id": member.person_id, "code": member.personal_id, "commune": COMMUNE}


def _membership(member: Member) -> dict[str, Any]:
    return {
        "household_id": member.person_id,
        "person_id": member.person_id,
        "relation": Relation.OTHER,
        "joined_on": date(2024, 3, 12),
    }


def _charge(member: Member, unit: UUID) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "person_id": member.person_id,
        "year": YEAR,
        "unit_id": unit,
        "household_id": member.person_id,
        "terms_id": TERMS,
        "amount": 1_000,
        "opened_at": clock.now(),
    }


def _person(member: Member) -> dict[str, Any]:
    return {
        "id": member.person_id,
        "full_name": member.full_name,
        "name_folded": fold(member.full_name),
        "sex": Sex.FEMALE,
        "birth_date": date(2024, 3, 12),  # a child: the whole schedule is computed
        "birth_precision": Precision.DAY,
        "created_at": clock.now(),
    }


def _part_a(member: Member) -> dict[str, Any]:
    return made.WRITTEN | {
        "person_id": member.person_id,
        "content_hash": bytes(32),
        "ethnicity": "Mường",
        "occupation": "Học sinh",
        "permanent_address": "Thôn Đồng Sen",
        "permanent_ward": "Xã Đồng Sen",
    }


def _account(member: Member) -> dict[str, Any]:
    return {
        "id": member.account_id,
        "person_id": member.person_id,
        "opened_at": clock.now(),
        "totp_last_step": 0,
        "language": "vi",
        "large_text": False,
    }


def _reader(member: Member, visit: UUID) -> Reader:
    return Reader(
        person_id=str(member.person_id),
        name=member.full_name,
        token=str(member.account_id),
        visit=str(visit),
    )


def _sign_in(connection: Connection, readers: list[Reader]) -> None:
    now = clock.now()
    for reader in readers:
        account = reader.token  # opaque to the portal, so any text will do
        connection.execute(
            sa.insert(SignInSession).values(
                id=uuid4(),
                token_hash=token_hash(reader.token),
                account_id=UUID(account),
                started_at=now,
                last_seen_at=now,
                confirmed_at=now,
                expires_at=now + timedelta(hours=12),
                idle_seconds=12 * 60 * 60,
                shared_device=False,
                device="bench",
            )
        )
