"""A reset of somebody who has died goes no further, however far it has come."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.resets import queries
from portal.resets.lapsing import lapse
from portal.resets.states import State
from portal.resets.waiting import waiting_for
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member
from tests.resets.counter import english
from tests.resets.standing import account_of, an_allowed_reset, an_asked_reset, at_desk, stands
from tests.resets.steps import choose_pin, to_the_last_page


@pytest.fixture
def men(app: Flask) -> Member:
    person = cast.men()
    cast.a_household(person)
    return person


def dies(person: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == person.person_id).values(deceased_on=clock.today())
    )
    session.commit()


def test_who_has_typed_all_but_the_last_page_does_not_get_in(app: Flask, men: Member) -> None:
    reset, letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    client = to_the_last_page(app, men, letters)
    dies(men)

    assert choose_pin(client).status_code == 422
    assert client.get("/home").location == "/sign-in"
    assert stands(reset) is State.ALLOWED
    assert account_of(men).held_until is None


def test_it_reads_as_lapsed_at_once_and_is_written_down_by_night(app: Flask, men: Member) -> None:
    second = cast.dung()
    reset, _letters = an_allowed_reset(men, cast.hanh(), second)
    dies(men)
    client = english(app, second)

    assert queries.running_of(men.person_id) is None
    page = client.get("/desk/resets").text
    assert "Ran out" in page
    assert "Allowed, not yet used" not in page
    assert client.submit("/desk/resets", to=f"/desk/resets/{reset.id}/slip").status_code in (
        403,
        422,
    )
    assert lapse() == 1
    session.commit()
    assert stands(reset) is State.LAPSED


def test_a_request_waits_for_nobody_any_more(app: Flask, men: Member) -> None:
    second = cast.dung()
    an_asked_reset(men, cast.hanh())
    session.commit()
    head = replace(at_desk(second), roles=frozenset({Role.STATION_HEAD}))
    with app.test_request_context():
        assert waiting_for(head)
        dies(men)
        assert not waiting_for(head)

    assert lapse() == 1
