"""A person is of the commune they live in, whoever writes down that they moved."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock, migrations
from portal.kernel.db import database, reads, session
from portal.people.models import Membership, Person
from portal.people.places import Household
from tests import cast
from tests.cast import Member

SEN, LUA = "Xã Đồng Sen", "Xã Na Lúa"


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def home(lan: Member) -> UUID:
    household_id = cast.a_household(lan, commune=SEN)
    session.commit()
    return household_id


def commune_of(person: Member) -> str | None:
    session.commit()
    return reads().scalar(sa.select(Person.commune).where(Person.id == person.person_id))


def test_who_lives_nowhere_is_of_no_commune(lan: Member) -> None:
    assert commune_of(lan) is None


def test_who_joins_a_household_is_of_its_commune(lan: Member, home: UUID) -> None:
    assert commune_of(lan) == SEN


def test_who_leaves_is_of_no_commune_until_they_join_another(lan: Member, home: UUID) -> None:
    session.execute(sa.update(Membership).values(left_on=clock.today()))
    assert commune_of(lan) is None

    cast.a_household(lan, commune=LUA)
    assert commune_of(lan) == LUA


def test_a_home_of_long_ago_does_not_count(lan: Member, home: UUID) -> None:
    session.execute(sa.update(Membership).values(left_on=clock.today()))
    cast.a_household(lan, commune=LUA)
    session.execute(sa.delete(Membership).where(Membership.household_id == home))
    assert commune_of(lan) == LUA


def test_who_is_put_into_another_household_follows_it(lan: Member, home: UUID) -> None:
    other = cast.a_household(commune=LUA)
    session.execute(sa.update(Membership).values(household_id=other))
    assert commune_of(lan) == LUA


def test_a_place_in_a_household_that_passes_to_another_entry_takes_the_commune_along(
    lan: Member, home: UUID
) -> None:
    hung = cast.hung()
    session.execute(sa.update(Membership).values(person_id=hung.person_id))
    assert (commune_of(lan), commune_of(hung)) == (None, SEN)


def test_a_membership_that_is_taken_away_takes_the_commune_along(lan: Member, home: UUID) -> None:
    session.execute(sa.delete(Membership))
    assert commune_of(lan) is None


def test_everybody_follows_a_household_that_goes_to_another_commune(
    lan: Member, home: UUID
) -> None:
    session.execute(sa.update(Household).where(Household.id == home).values(commune=LUA))
    assert commune_of(lan) == LUA


def test_who_was_there_before_the_upgrade_is_of_their_commune(lan: Member, home: UUID) -> None:
    nobody = cast.hung()
    session.commit()
    with database().transaction() as connection:
        migrations.downgrade(connection, "0023")
        migrations.upgrade(connection)

    assert (commune_of(lan), commune_of(nobody)) == (SEN, None)
