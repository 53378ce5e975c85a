"""A second person of a merge is another hand: no kin, no delegate, no account one opened."""

import pytest
from flask import Flask

from portal.audit.events import Event
from portal.kernel.db import session
from portal.merging.models import MergeState
from portal.staff.roles import Role
from tests import cast
from tests.access.grounds import delegates
from tests.cast import Member, StaffCast
from tests.merging.register import a_twin_entry, ask, at_the_desk, lines, pair_of, person, the_merge
from tests.resets.standing import an_asked_reset
from tests.staff import hands


@pytest.fixture
def kept(app: Flask) -> Member:
    member = a_twin_entry(personal_id="999190000111", phone="+84900000111")
    cast.a_household(member)
    return member


@pytest.fixture
def merged(app: Flask) -> Member:
    return a_twin_entry(phone="+84900000222")


def a_delegate_at_the_desk(person: Member) -> StaffCast:
    """Return a member of the desk who acts for somebody."""
    hung = cast.hung()
    delegates(person, hung)
    session.commit()
    return cast.a_staff_member("hung", hung.full_name, Role.STATION_STAFF, person=hung)


def test_who_acts_for_one_of_the_two_decides_nothing(
    app: Flask, kept: Member, merged: Member
) -> None:
    delegate = a_delegate_at_the_desk(kept)
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    near = at_the_desk(app, delegate)

    assert near.submit(path, to=f"{path}/do").status_code == 422
    assert near.submit(path, to=f"{path}/refuse").status_code == 422
    assert path not in near.get("/oversight/waiting").text
    assert the_merge().state is MergeState.ASKED
    assert f'action="{path}/do"' not in near.get(path).text


def test_who_acts_for_one_of_the_two_says_nothing_about_the_pair(
    app: Flask, kept: Member, merged: Member
) -> None:
    near = at_the_desk(app, a_delegate_at_the_desk(kept))
    path = pair_of(kept, merged)

    asked = near.submit(path, {"kept": str(kept.person_id)}, to=f"{path}/merge")
    different = near.submit(path, to=f"{path}/different")

    assert (asked.status_code, different.status_code) == (422, 422)
    assert path not in near.get("/desk/register").text
    assert lines(Event.MERGE_DECIDED) == []


@pytest.mark.parametrize("asker_opened", [True, False])
def test_two_accounts_of_one_hand_are_no_two_people(
    app: Flask, kept: Member, merged: Member, asker_opened: bool
) -> None:
    asker, second = cast.hanh(), cast.thom()
    hands.opens(*((asker, second) if asker_opened else (second, asker)))
    path = ask(at_the_desk(app, asker), kept, merged)

    answer = at_the_desk(app, second).submit(path, to=f"{path}/do")

    assert answer.status_code == 422
    assert person(merged.person_id).merged_into is None


def test_what_somebody_asked_who_left_is_asked_anew(
    app: Flask, kept: Member, merged: Member
) -> None:
    asker = cast.hanh()
    path = ask(at_the_desk(app, asker), kept, merged)
    hands.leaves(asker)

    assert at_the_desk(app, cast.thom()).submit(path, to=f"{path}/do").status_code == 422
    assert person(merged.person_id).merged_into is None


def test_who_was_opened_by_the_merger_does_not_undo_it(
    app: Flask, kept: Member, merged: Member
) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    merger, third = cast.thom(), cast.dung()
    at_the_desk(app, merger).submit(path, to=f"{path}/do")
    hands.opens(third, merger)

    assert at_the_desk(app, third).submit(path, to=f"{path}/undo").status_code == 422
    assert the_merge().state is MergeState.DONE


def test_nothing_is_undone_while_an_account_of_the_two_is_on_its_way(
    app: Flask, kept: Member, merged: Member
) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    at_the_desk(app, cast.thom()).submit(path, to=f"{path}/do")
    third = cast.dung()
    an_asked_reset(kept, third)
    session.commit()

    assert at_the_desk(app, third).submit(path, to=f"{path}/undo").status_code == 422
    assert the_merge().state is MergeState.DONE


def test_asking_and_every_no_are_in_the_log_of_both(
    app: Flask, kept: Member, merged: Member
) -> None:
    one, other = at_the_desk(app, cast.hanh()), at_the_desk(app, cast.thom())
    pair = pair_of(kept, merged)
    path = ask(one, kept, merged)
    other.submit(path, to=f"{path}/refuse")
    path = ask(one, kept, merged)
    one.submit(path, to=f"{path}/withdraw")
    one.submit(pair, to=f"{pair}/different")

    both = {kept.person_id, merged.person_id}
    assert {line.person_id for line in lines(Event.MERGE_ASKED)} == both
    assert [line.section for line in lines(Event.MERGE_DECIDED)] == [
        section for section in ("refused", "withdrawn", "different") for _each in both
    ]
