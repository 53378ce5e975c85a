"""A second word comes from another hand than the first, and from nobody near the person."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.resets.states import State
from portal.staff.models import StaffActivation, StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.counter import (
    BY_CARD,
    allow_directly,
    ask,
    ask_path,
    english,
    part_a,
    state_of,
)
from tests.resets.standing import a_delegate, an_allowed_reset

HEAD = "Bác sĩ Hoàng Văn Dũng"


@pytest.fixture
def men(app: Flask) -> Member:
    person = cast.men()
    cast.a_household(person)
    part_a(person)
    return person


def let_in_by(opener: str, name: str = "moi", role: Role = Role.STATION_STAFF) -> StaffCast:
    """Return a member whose account the opener has let in yesterday."""
    member = cast.a_staff_member(name, f"Vi Thị {name.title()}", role)
    now = clock.now() - timedelta(days=1)
    session.add(
        StaffActivation(
            staff_id=member.staff_id,
            code_mac=name.encode(),
            issued_at=now,
            issued_by=opener,
            expires_at=now + timedelta(days=1),
        )
    )
    session.commit()
    return member


def leave(member: StaffCast) -> None:
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()


def refuse(client: InspectingClient, reset_id: object) -> int:
    path = f"/desk/resets/{reset_id}"
    return client.submit(path, {"refusal": "proof"}, to=f"{path}/refusal").status_code


def test_what_a_newcomer_asks_is_not_allowed_by_who_let_them_in(app: Flask, men: Member) -> None:
    newcomer, head, other = let_in_by(HEAD), cast.dung(), cast.thom()
    session.commit()
    reset_id = ask(english(app, newcomer), men)
    client = english(app, head)

    page = client.get(f"/desk/resets/{reset_id}/decision").text
    assert "opened the account of the other" in page
    assert "Allow it" not in page
    assert allow_directly(client, reset_id) == 422
    assert allow_directly(english(app, other), reset_id) == 303


def test_who_shares_a_hand_may_still_say_no(app: Flask, men: Member) -> None:
    newcomer, head = let_in_by(HEAD), cast.dung()
    session.commit()
    reset_id = ask(english(app, newcomer), men)

    assert refuse(english(app, head), reset_id) == 303
    assert state_of(men) is State.REFUSED


def test_what_a_closed_account_asked_for_can_only_be_turned_down(app: Flask, men: Member) -> None:
    first, second = cast.hanh(), cast.dung()
    session.commit()
    reset_id = ask(english(app, first), men)
    leave(first)
    client = english(app, second)

    page = client.get(f"/desk/resets/{reset_id}/decision").text
    assert "does not work here any more" in page
    assert "Refuse it" in page
    assert allow_directly(client, reset_id) == 422
    assert state_of(men) is State.ASKED
    assert refuse(client, reset_id) == 303


def test_who_acts_for_the_person_decides_nothing(app: Flask, men: Member) -> None:
    hung = cast.hung()
    a_delegate(men, hung)
    first = cast.hanh()
    acts = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_STAFF, person=hung)
    session.commit()
    reset_id = ask(english(app, first), men)

    assert allow_directly(english(app, acts), reset_id) == 422
    assert english(app, acts).get(ask_path(men)).status_code == 200
    assert state_of(men) is State.ASKED


def test_of_staff_outside_the_register_the_name_tells(app: Flask, men: Member) -> None:
    herself = cast.a_staff_member("men", men.full_name, Role.STATION_STAFF)
    session.commit()
    client = english(app, herself)

    assert "your household or a relative" in client.get(ask_path(men)).text
    token = client.token("/desk/resets")
    answer = client.post(ask_path(men), data={**BY_CARD, "csrf_token": token})
    assert answer.status_code == 422


def test_nobody_lets_who_they_let_in_vouch(app: Flask, men: Member) -> None:
    asker = cast.hanh()
    friend = let_in_by("Cán bộ Lò Thị Hạnh", "quen", Role.CLINICIAN)
    stranger = let_in_by(HEAD, "khac", Role.CLINICIAN)

    page = english(app, asker).get(ask_path(men)).text
    assert stranger.full_name in page
    assert friend.full_name not in page


def test_nobody_near_prints_the_slip(app: Flask, men: Member) -> None:
    hung = cast.hung()
    a_delegate(men, hung)
    reset, _letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    acts = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_STAFF, person=hung)
    session.commit()
    path = f"/desk/resets/{reset.id}/slip"

    assert english(app, acts).submit(path).status_code == 422


def test_no_slip_is_printed_once_who_asked_has_left(app: Flask, men: Member) -> None:
    first, second = cast.hanh(), cast.dung()
    reset, _letters = an_allowed_reset(men, first, second)
    leave(first)
    client = english(app, second)

    assert client.submit(f"/desk/resets/{reset.id}/slip").status_code == 422


def _proposed(app: Flask, men: Member, proposer: StaffCast) -> str:
    """Return the path of a reset that was stopped, and whose end one has proposed."""
    reset, _letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    path = f"/desk/resets/{reset.id}"
    client = english(app, proposer)
    assert client.submit(path, to=f"{path}/stop").status_code == 303
    said = {"outcome": "confirm", "finding": "came_with_card"}
    assert client.submit(path, said, to=f"{path}/proposal").status_code == 303
    return path


def test_one_hand_does_not_settle_with_both_words(app: Flask, men: Member, time: Time) -> None:
    proposer = cast.thom()
    friend = let_in_by("Y sĩ Vi Thị Thơm", "quen")
    path = _proposed(app, men, proposer)
    client = english(app, friend)

    assert client.submit(path, to=f"{path}/agreement").status_code == 422
    assert state_of(men) is State.SETTLING
    assert client.submit(path, to=f"{path}/disagreement").status_code == 303


def test_what_a_closed_account_proposed_is_only_sent_back(app: Flask, men: Member) -> None:
    proposer, other = cast.thom(), cast.a_staff_member("bon", "Hà Văn Bốn", Role.STATION_STAFF)
    path = _proposed(app, men, proposer)
    leave(proposer)
    client = english(app, other)

    page = client.get(f"{path}/settling").text
    assert "I do not agree" in page
    assert "I agree, do it" not in page
    assert client.submit(path, to=f"{path}/agreement").status_code == 422
    assert client.submit(path, to=f"{path}/disagreement").status_code == 303
    assert state_of(men) is State.FROZEN
