"""Undoing gives back what the merge took, and leaves what happened since."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.merging.models import MergeState, PersonMerge
from portal.merging.moving import Move
from portal.merging.undoing import give_back
from portal.people.kinds import IdentifierSystem, Relation
from portal.people.models import Identifier, Membership, Phone
from portal.representation.models import EndedAs, Representation, RepresentationKind
from tests import cast
from tests.cast import Member
from tests.conftest import Time
from tests.merging.register import a_twin_entry
from tests.merging.test_nothing_is_left_behind import a_merge


@pytest.fixture
def kept(app: Flask) -> Member:
    member = a_twin_entry(personal_id="999190000111", phone="+84900000111")
    cast.a_household(member)
    return member


@pytest.fixture
def merged(app: Flask) -> Member:
    member = a_twin_entry(phone="+84900000222")
    cast.a_household(member, code="another")
    return member


def merge(kept: Member, merged: Member) -> PersonMerge:
    done = a_merge(kept, merged)
    Move(done.id, kept=kept.person_id, merged=merged.person_id, now=clock.now()).run()
    session.flush()
    return done


def undo(done: PersonMerge) -> None:
    done.state = MergeState.UNDONE
    session.flush()
    give_back(done)
    session.commit()
    session.expire_all()


def delegated(person: Member, to: Member) -> Representation:
    now = clock.now()
    row = Representation(
        id=uuid4(),
        person_id=person.person_id,
        representative_id=to.person_id,
        kind=RepresentationKind.DELEGATE,
        sees=True,
        consents=False,
        pays=False,
        starts_at=now,
        ends_at=now + timedelta(days=90),
        registered_by="tests",
    )
    session.add(row)
    session.flush()
    return row


def homes(member: Member) -> list[Membership]:
    query = sa.select(Membership).where(Membership.person_id == member.person_id)
    return list(session.scalars(query.order_by(Membership.id)))


def test_what_was_written_after_the_merge_stays_with_the_kept_entry(
    kept: Member, merged: Member
) -> None:
    done = merge(kept, merged)
    system = IdentifierSystem.INSURANCE_CARD
    session.add(
        Identifier(
            person_id=kept.person_id,
            system=system,
            value="GD4999900000001",
            value_index=b"new",
            **cast.RECORDED,
        )
    )
    undo(done)

    owner = session.scalars(sa.select(Identifier.person_id).where(Identifier.system == system))
    assert owner.one() == kept.person_id


def test_a_row_changed_since_goes_back_as_it_is_now(kept: Member, merged: Member) -> None:
    done = merge(kept, merged)
    phone = session.scalars(sa.select(Phone).where(Phone.number_index != b"")).all()
    [moved] = [one for one in phone if one.number == "+84900000222"]
    session.refresh(moved)
    assert (moved.person_id, moved.active) == (kept.person_id, False)
    moved.recorded_on = date(2026, 11, 24)
    session.flush()
    undo(done)

    assert (moved.person_id, moved.active) == (merged.person_id, True)
    assert moved.recorded_on == date(2026, 11, 24)


def test_both_households_are_kept_and_the_kept_ones_is_current(
    kept: Member, merged: Member
) -> None:
    current = homes(kept)[0].household_id
    done = merge(kept, merged)
    session.expire_all()

    assert [one.household_id for one in homes(kept) if one.left_on is None] == [current]
    assert len(homes(kept)) == 2
    undo(done)
    assert [one.left_on for one in homes(merged)] == [None]


def test_a_delegation_both_had_is_one_and_comes_back_as_two(kept: Member, merged: Member) -> None:
    lan = cast.lan()
    delegated(kept, lan)
    theirs = delegated(merged, lan)
    done = merge(kept, merged)
    session.refresh(theirs)
    assert theirs.ended_as is EndedAs.STATION

    undo(done)

    session.refresh(theirs)
    assert (theirs.person_id, theirs.ended_at) == (merged.person_id, None)


def test_what_somebody_ended_since_is_not_begun_again(
    kept: Member, merged: Member, time: Time
) -> None:
    lan = cast.lan()
    own, theirs = delegated(kept, lan), delegated(merged, lan)
    done = merge(kept, merged)
    time.pass_by(days=1)
    own.ended_at, own.ended_as = clock.now(), EndedAs.REPRESENTED
    session.flush()

    undo(done)

    session.refresh(theirs)
    assert theirs.person_id == merged.person_id
    assert theirs.ended_at is not None


def test_a_household_of_the_merged_entry_alone_becomes_the_kept_ones(app: Flask) -> None:
    kept, merged = a_twin_entry(), a_twin_entry()
    home = cast.a_household(merged)
    merge(kept, merged)
    session.expire_all()

    [only] = homes(kept)
    assert (only.household_id, only.left_on) == (home, None)
    assert only.relation is Relation.HEAD
