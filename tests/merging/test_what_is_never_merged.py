"""Facts that speak against a merge are read from the database, which also wants two people."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import Base, session
from portal.merging.models import MergeState, PersonMerge
from portal.merging.refusals import Facts, facts_of
from portal.people.models import Person
from tests import cast
from tests.cast import Member
from tests.merging.register import a_twin_entry, ask, at_the_desk, pair_of
from tests.merging.rows import Filling


@pytest.fixture
def two(app: Flask) -> tuple[Member, Member]:
    return a_twin_entry(personal_id="999190000111"), a_twin_entry()


def facts(two: tuple[Member, Member]) -> Facts:
    session.flush()
    one, other = two
    return facts_of(session.connection(), one.person_id, other.person_id)


def test_nothing_speaks_against_two_entries_of_one_person(two: tuple[Member, Member]) -> None:
    assert facts(two) == Facts()


def test_a_mother_is_never_her_child(two: tuple[Member, Member]) -> None:
    one, other = two
    session.execute(sa.delete(Base.metadata.tables["family_tie"]))
    cast.represents(one, other)

    assert facts(two) == Facts(are_related=True)


def test_one_of_two_entries_is_not_dead_alone(two: tuple[Member, Member]) -> None:
    session.get_one(Person, two[0].person_id).deceased_on = date(2026, 11, 1)
    assert facts(two) == Facts(one_is_dead=True)
    session.get_one(Person, two[1].person_id).deceased_on = date(2026, 11, 1)
    assert facts(two) == Facts()


def test_an_account_on_its_way_to_another_phone_is_not_merged(two: tuple[Member, Member]) -> None:
    session.execute(sa.delete(Base.metadata.tables["family_tie"]))
    Filling().fill(two[1].person_id, 1)
    assert not facts(two).reset_runs
    reset = Base.metadata.tables["account_reset"]
    session.connection().execute(sa.update(reset).values(state="asked"))

    assert facts(two) == Facts(reset_runs=True)


def test_whoever_works_here_twice_is_not_merged(two: tuple[Member, Member]) -> None:
    for member, name in zip(two, ("ba", "bon"), strict=True):
        cast.a_staff_member(name, "Lò Văn Ba", person=member)

    assert facts(two) == Facts(both_are_staff=True)


def test_what_is_merged_is_not_merged_again(app: Flask, two: tuple[Member, Member]) -> None:
    kept, merged = two
    cast.a_household(kept)
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    assert other.get(pair_of(kept, merged)).status_code == 403


@pytest.mark.parametrize("column", ["decided_by", "undone_by"])
def test_the_database_itself_wants_a_second_person(two: tuple[Member, Member], column: str) -> None:
    kept, merged = two
    now = clock.now()
    hanh, thom = cast.hanh().staff_id, cast.thom().staff_id
    decided = hanh if column == "decided_by" else thom
    session.add(
        PersonMerge(
            kept_id=kept.person_id,
            merged_id=merged.person_id,
            commune="Xã Đồng Sen",
            state=MergeState.UNDONE,
            asked_by=hanh,
            asked_at=now,
            decided_by=decided,
            decided_at=now,
            undo_until=now + timedelta(days=30),
            undone_by=thom,
            undone_at=now,
        )
    )

    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_nobody_dies_before_they_are_born(two: tuple[Member, Member]) -> None:
    session.get_one(Person, two[0].person_id).deceased_on = date(1980, 1, 1)

    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
