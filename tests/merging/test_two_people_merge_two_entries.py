"""One asks, another merges; nobody alone, nobody for their family, and it can be undone."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, SignInSession
from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.merging.models import MergeState
from portal.notifications.models import OutboxMessage
from portal.people.kinds import Relation
from portal.people.models import Membership, Phone
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.merging.register import (
    BORN,
    a_twin_entry,
    ask,
    at_the_desk,
    lines,
    pair_of,
    person,
    the_merge,
)


@pytest.fixture
def kept(app: Flask) -> Member:
    member = a_twin_entry(personal_id="999190000111", phone="+84900000111")
    cast.a_household(member)
    return member


@pytest.fixture
def merged(app: Flask) -> Member:
    return a_twin_entry(phone="+84900000222")


def test_what_one_asks_another_does(app: Flask, kept: Member, merged: Member) -> None:
    one, other = at_the_desk(app, cast.hanh()), at_the_desk(app, cast.thom())

    listed = one.get("/desk/register")
    path = ask(one, kept, merged)
    own = one.submit(path, to=f"{path}/do")
    assert person(merged.person_id).merged_into is None
    done = other.submit(path, to=f"{path}/do")

    assert pair_of(kept, merged) in listed.text
    assert own.status_code == 422
    assert done.status_code == 303
    assert the_merge().state is MergeState.DONE
    assert person(merged.person_id).merged_into == kept.person_id
    assert {line.person_id for line in lines(Event.PEOPLE_MERGED)} == {
        kept.person_id,
        merged.person_id,
    }
    assert other.get("/desk/register").status_code == 200


def test_both_phones_are_told_and_nobody_is_named(app: Flask, kept: Member, merged: Member) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    told = session.scalars(sa.select(OutboxMessage)).all()
    assert {message.recipient for message in told} == {"+84900000111", "+84900000222"}
    assert all("Hai" not in (message.text or "") for message in told)


def test_a_merge_moves_no_account_to_another_phone(
    app: Flask, kept: Member, merged: Member
) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    phones = session.scalars(
        sa.select(Phone).where(Phone.person_id == kept.person_id, Phone.active)
    )
    assert [phone.number for phone in phones] == ["+84900000111"]


def test_of_two_accounts_the_kept_ones_stays_and_the_other_is_shut(app: Flask) -> None:
    kept = a_twin_entry(personal_id="999190000111")
    merged = a_twin_entry()
    cast.a_household(kept)
    session.add(Account(person_id=merged.person_id, id=merged.person_id, opened_at=clock.now()))
    session.flush()
    signed_in = Member(merged.person_id, merged.full_name, "other", "", account_id=merged.person_id)
    browser = cast.sign_in(a_browser(app), signed_in)
    assert browser.get("/home", follow_redirects=True).status_code == 200

    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    assert browser.get("/account").status_code == 303
    account = session.get_one(Account, merged.person_id)
    assert account.suspended_at is not None
    ended = session.scalars(sa.select(SignInSession.end_reason)).all()
    assert ended == ["ended_by_station"]


def test_another_than_who_merged_undoes_it_within_thirty_days(
    app: Flask, kept: Member, merged: Member, time: Time
) -> None:
    hanh, thom = cast.hanh(), cast.thom()
    path = ask(at_the_desk(app, hanh), kept, merged)
    other = at_the_desk(app, thom)
    other.submit(path, to=f"{path}/do")

    refused = other.submit(path, to=f"{path}/undo")
    time.pass_by(days=29)
    undone = at_the_desk(app, hanh).submit(path, to=f"{path}/undo")

    assert refused.status_code == 422
    assert undone.status_code == 303
    assert person(merged.person_id).merged_into is None
    assert len(lines(Event.MERGE_UNDONE)) == 2


def test_after_thirty_days_a_merge_stays(
    app: Flask, kept: Member, merged: Member, time: Time
) -> None:
    hanh = cast.hanh()
    path = ask(at_the_desk(app, hanh), kept, merged)
    at_the_desk(app, cast.thom()).submit(path, to=f"{path}/do")
    time.pass_by(days=31)

    assert at_the_desk(app, hanh).submit(path, to=f"{path}/undo").status_code == 422


def test_a_refusal_leaves_both_entries(app: Flask, kept: Member, merged: Member) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/refuse")
    late = other.submit(path, to=f"{path}/do")

    assert the_merge().state is MergeState.REFUSED
    assert late.status_code == 422
    assert person(merged.person_id).merged_into is None


def test_nobody_merges_their_own_entry_or_their_familys(
    app: Flask, kept: Member, merged: Member
) -> None:
    brother = cast.a_person("Lò Văn Ba", born=BORN)
    session.add(
        Membership(
            household_id=_home_of(kept),
            person_id=brother.person_id,
            relation=Relation.OTHER,
            joined_on=cast.RECORDED["recorded_on"],
        )
    )
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    family = cast.a_staff_member("ba", "Lò Văn Ba", Role.STATION_STAFF, person=brother)
    themselves = cast.a_staff_member("hai", "Lò Thị Hai", Role.STATION_HEAD, person=kept)

    assert at_the_desk(app, family).submit(path, to=f"{path}/do").status_code == 422
    own = at_the_desk(app, themselves)
    assert own.get(path).status_code == 403
    assert own.get(pair_of(kept, merged)).status_code == 403
    assert person(merged.person_id).merged_into is None


def _home_of(member: Member) -> UUID:
    query = sa.select(Membership.household_id).where(Membership.person_id == member.person_id)
    return session.scalars(query).one()


def test_the_desk_of_another_commune_opens_nothing(
    app: Flask, kept: Member, merged: Member
) -> None:
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    elsewhere = at_the_desk(app, cast.elsewhere())
    token = elsewhere.token("/desk/register")

    assert pair_of(kept, merged) not in elsewhere.get("/desk/register").text
    assert path not in elsewhere.get("/desk/register").text
    assert elsewhere.get(pair_of(kept, merged)).status_code == 403
    assert elsewhere.get(path).status_code == 403
    for action in ("do", "refuse", "withdraw", "undo"):
        answer = elsewhere.post(f"{path}/{action}", data={"csrf_token": token})
        assert answer.status_code == 403, action
    assert the_merge().state is MergeState.ASKED


def test_two_entries_that_do_not_look_alike_are_no_pair(
    app: Flask, visitor: InspectingClient, kept: Member
) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    client = cast.sign_in_staff(visitor, cast.hanh())

    assert client.get(pair_of(kept, hung)).status_code == 403
    assert lines(Event.ACCESS_REFUSED)


def test_different_people_are_not_shown_again(
    app: Flask, visitor: InspectingClient, kept: Member, merged: Member
) -> None:
    client = cast.sign_in_staff(visitor, cast.hanh())
    path = pair_of(kept, merged)

    client.submit(path, to=f"{path}/different")

    assert path not in client.get("/desk/register").text


@pytest.mark.parametrize(
    ("name", "mother", "shown"),
    [
        ("Lo Thi Hai", "LÒ THỊ ÍN", True),
        ("Lò Thị Hai", "Vi Thị Khác", False),
        ("Lò Thị Ba", "Lò Thị Ín", False),
    ],
)
def test_pairs_share_name_birth_and_mother_however_they_are_spelled(
    app: Flask, visitor: InspectingClient, kept: Member, name: str, mother: str, shown: bool
) -> None:
    other = a_twin_entry(name, mother=mother)
    client = cast.sign_in_staff(visitor, cast.hanh())

    assert (pair_of(kept, other) in client.get("/desk/register").text) is shown


def test_two_numbers_in_force_are_not_merged(
    app: Flask, visitor: InspectingClient, kept: Member
) -> None:
    other = a_twin_entry(personal_id="999190000222")
    client = cast.sign_in_staff(visitor, cast.hanh())
    path = pair_of(kept, other)

    answer = client.submit(path, {"kept": str(kept.person_id)}, to=f"{path}/merge")

    assert answer.status_code == 422
    assert "999190000" not in answer.text


def test_nothing_is_chosen_beforehand(
    app: Flask, visitor: InspectingClient, kept: Member, merged: Member
) -> None:
    client = cast.sign_in_staff(visitor, cast.hanh())
    path = pair_of(kept, merged)

    assert " checked" not in client.get(path).text
    assert client.submit(path, to=f"{path}/merge").status_code == 422
