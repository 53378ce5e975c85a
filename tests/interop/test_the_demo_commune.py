"""Xã Đồng Sen: written as files, imported like any other, the same every time."""

from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import ServiceCase
from portal.consents.models import Consent
from portal.consents.request_models import AccessRequest
from portal.emergency.models import EmergencyOpening
from portal.fees.models import Charge
from portal.immunisation.models import Dose
from portal.interop.demo import people, services
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.commune import HAMLETS, HOUSEHOLDS, Builder
from portal.interop.demo.files import write_all
from portal.kernel.db import database
from portal.kernel.partial_date import Precision
from portal.measurements.models import Measurement
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem
from portal.people.models import (
    Administrative,
    FamilyTie,
    Identifier,
    Membership,
    Person,
    Phone,
)
from portal.people.places import Facility, Household, Village
from portal.record.models import HistoryAnswer
from portal.representation.models import Representation, RepresentationKind
from portal.visits.models import Encounter
from tests.conftest import Time
from tests.interop.reading import TODAY


def count(query: sa.Select[int]) -> int:
    with database().engine.connect() as connection:
        return connection.scalars(query).one()


def how_many(table: type, *conditions: sa.ColumnExpressionArgument[bool]) -> int:
    return count(sa.select(sa.func.count()).select_from(table).where(*conditions))


def person_id(personal_id: str) -> sa.ScalarSelect[UUID]:
    index = identifier_index(IdentifierSystem.PERSONAL_ID, personal_id)
    return sa.select(Identifier.person_id).where(Identifier.value_index == index).scalar_subquery()


def test_the_same_seed_gives_the_same_people() -> None:
    days = Calendar(TODAY)

    first, second = Builder(days, 7).households(), Builder(days, 7).households()

    assert [[m.name for m in home.members] for home in first] == [
        [m.name for m in home.members] for home in second
    ]


def test_nobody_carries_a_number_that_could_be_real(tmp_path: Path) -> None:
    homes = Builder(Calendar(TODAY), 7).households()
    everybody = [person for home in homes for person in home.members]

    assert all(person.personal_id[:3] in {"", "099"} for person in everybody)
    assert all(person.phone.startswith("09000") for person in everybody if person.phone)
    numbers = [person.personal_id for person in everybody if person.personal_id]
    assert len(numbers) == len(set(numbers))


def test_the_commune_comes_in_through_the_import_and_again_days_later_changes_nothing(
    app: Flask, tmp_path: Path, time: Time
) -> None:
    once = services.load(tmp_path)
    time.pass_by(days=40)
    twice = services.load(tmp_path)

    assert (once.refused, once.dropped) == (0, 2)
    assert (twice.new, twice.changed) == (0, 0)
    assert services.load_if_empty(tmp_path) is None
    assert (how_many(Household), how_many(Village)) == (HOUSEHOLDS, len(HAMLETS))
    for moment in (Administrative.recorded_on, Account.opened_at, Membership.joined_on):
        assert count(sa.select(sa.func.count(sa.distinct(moment)))) > 5, moment
    assert how_many(Person, Person.birth_precision == Precision.YEAR) > 5
    assert how_many(Facility, Facility.merged_into.is_not(None)) == 1
    assert how_many(Encounter, Encounter.sensitivity != "none") > 5
    _villages_differ_in_how_many_have_a_record()
    _the_family_of_the_pictures_is_there()
    _phones_are_shared_and_accounts_are_open()
    _what_was_shared_is_told_once()
    _keys_sort_by_the_moment_they_were_made()


def _villages_differ_in_how_many_have_a_record() -> None:
    has_record = sa.exists().where(Administrative.person_id == Membership.person_id)
    lacking = (
        sa.select(Village.name, sa.func.sum(sa.case((has_record, 0), else_=1)).label("people"))
        .join(Household, Household.village_id == Village.id)
        .join(Membership, Membership.household_id == Household.id)
        .group_by(Village.name)
    )
    with database().engine.connect() as connection:
        found = {row.name: row.people for row in connection.execute(lacking)}
    assert len(set(found.values())) == len(HAMLETS)
    assert found["Thôn Suối Bạc"] == 0
    assert max(found.values()) == found["Nà Lúa"] < 10


def _the_family_of_the_pictures_is_there() -> None:
    lan, men, _ = (person for person, _ in people.shown(Calendar(TODAY)))
    current = Encounter.replaced_at.is_(None)

    assert how_many(Encounter, Encounter.person_id == person_id(men.personal_id), current) == 14
    pressures = (
        Measurement.person_id == person_id(men.personal_id),
        Measurement.kind == "pressure",
    )
    with database().engine.connect() as connection:
        latest = connection.execute(
            sa.select(Measurement.value, Measurement.second_value)
            .where(*pressures)
            .order_by(Measurement.taken_at.desc())
            .limit(6)
        ).all()
    assert [(int(r.value), int(r.second_value or 0)) for r in latest] == [
        (142, 86), (145, 88), (148, 90), (151, 92), (158, 96), (162, 98),
    ]  # fmt: skip
    allergy = (
        HistoryAnswer.person_id == person_id(men.personal_id),
        HistoryAnswer.item == "allergy_drug",
        HistoryAnswer.detail == "Penicillin",
    )
    assert how_many(HistoryAnswer, *allergy) == 1
    assert how_many(HistoryAnswer, HistoryAnswer.detail == "Penicillin") == 1  # and nobody else's
    children = (FamilyTie.relative_id == person_id(lan.personal_id), FamilyTie.represents)
    assert how_many(FamilyTie, *children) == 2
    vy = sa.select(Person.id).where(Person.full_name == "Trương Hà Vy").scalar_subquery()
    assert how_many(Dose, Dose.person_id == vy) == 10


def _phones_are_shared_and_accounts_are_open() -> None:
    shared = (
        sa.select(Phone.number_index).group_by(Phone.number_index).having(sa.func.count() > 1)
    ).subquery()

    assert count(sa.select(sa.func.count()).select_from(shared)) > 3
    assert how_many(Account) > 100


def _what_was_shared_is_told_once() -> None:
    assert (how_many(Consent), how_many(AccessRequest), how_many(ServiceCase)) == (3, 1, 1)
    assert how_many(EmergencyOpening) == 2
    assert how_many(EmergencyOpening, EmergencyOpening.reviewed_at.is_(None)) == 1
    assert how_many(Representation, Representation.kind == RepresentationKind.DELEGATE) == 1
    staff_looks = (AuditLine.event == Event.RECORD_SEEN, AuditLine.staff_id.is_not(None))
    assert how_many(AuditLine, *staff_looks) == 10


def _keys_sort_by_the_moment_they_were_made() -> None:
    for table in (Person, Household, Village, Encounter, Dose, Account, Charge):
        with database().engine.connect() as connection:
            keys = connection.scalars(sa.select(table.id)).all()
        assert {key.version for key in keys} == {7}, table


def test_files_are_written_anew_for_the_day(tmp_path: Path) -> None:
    paths = write_all(tmp_path, Calendar(TODAY))

    assert [path.name for path in paths[:3]] == [
        "01-co-so-y-te.csv",
        "02-nhan-khau.csv",
        "03-tiem-chung.xlsx",
    ]


def test_three_people_are_named_to_sign_in_as() -> None:
    assert [person.name for person, _ in people.shown(Calendar(TODAY))] == [
        "Hà Thị Lan",
        "Phạm Thị Mến",
        "Lò Thị Duyên",
    ]
