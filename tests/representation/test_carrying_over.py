"""The representatives of an older installation act on after the upgrade."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel import clock, migrations
from portal.kernel.db import make_engine
from portal.people.kinds import Sex, Source, TieKind
from portal.people.models import FamilyTie, Person
from portal.representation.models import Representation, RepresentationKind

MOTHER, CHILD, NEPHEW = uuid4(), uuid4(), uuid4()


@pytest.fixture
def old(database_url: str) -> Iterator[Connection]:
    """Return a database of revision 0006 with a mother, her child and her nephew."""
    engine = make_engine(database_url)
    with engine.begin() as connection:
        migrations.downgrade(connection, "0006")
        for person_id in (MOTHER, CHILD, NEPHEW):
            _person(connection, person_id)
        _tie(connection, CHILD, TieKind.MOTHER, represents=True)
        _tie(connection, NEPHEW, TieKind.CAREGIVER, represents=True)
        _tie(connection, NEPHEW, TieKind.GUARDIAN, represents=False)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _person(connection: Connection, person_id: UUID) -> None:
    connection.execute(
        sa.insert(Person).values(
            id=person_id,
            full_name="Hà Thị",
            name_folded="ha thi",
            sex=Sex.FEMALE,
            birth_date=date(2015, 1, 1),
            birth_precision="day",
            created_at=clock.now(),
        )
    )


def _tie(connection: Connection, person_id: UUID, kind: TieKind, *, represents: bool) -> None:
    connection.execute(
        sa.insert(FamilyTie).values(
            person_id=person_id,
            kind=kind,
            name="Hà Thị",
            relative_id=MOTHER,
            represents=represents,
            source=Source.POPULATION_LIST,
            recorded_on=date(2026, 9, 1),
        )
    )


def test_each_named_relative_gets_one_representation(old: Connection) -> None:
    migrations.upgrade(old, "0007")

    rows = old.execute(sa.select(Representation.__table__)).all()
    assert {(row.person_id, row.representative_id, row.kind) for row in rows} == {
        (CHILD, MOTHER, RepresentationKind.PARENT),
        (NEPHEW, MOTHER, RepresentationKind.GUARDIAN),
    }
    assert all(row.sees and row.consents and row.pays for row in rows)
    assert {row.starts_at for row in rows} == {clock.now()}


def test_going_down_takes_them_away_again(old: Connection) -> None:
    migrations.upgrade(old, "0007")
    migrations.downgrade(old, "0006")

    assert old.execute(sa.select(Representation.id)).all() == []
