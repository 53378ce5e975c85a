"""What waits for a word: shown to the desk of the commune, decided by who took no part."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.resets import contesting
from portal.resets.waiting import waiting_for
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cast import Member, StaffCast
from tests.conftest import Time
from tests.resets.standing import an_allowed_reset, an_asked_reset, at_desk


def member(one: StaffCast, *roles: Role, commune: str = "Xã Đồng Sen") -> SignedInStaff:
    return replace(at_desk(one, commune), roles=frozenset(roles))


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    return person


def test_who_asked_sees_it_wait_and_another_may_decide(app: Flask, lan: Member) -> None:
    hanh, dung = cast.hanh(), cast.dung()
    reset = an_asked_reset(lan, hanh)
    session.commit()

    with app.test_request_context():
        (own,) = waiting_for(member(hanh, Role.STATION_STAFF))
        (others,) = waiting_for(member(dung, Role.STATION_HEAD))

    assert not own.may_decide
    assert others.may_decide
    assert others.about == lan.full_name
    assert others.asked_by == "Cán bộ Lò Thị Hạnh"
    assert others.url == f"/desk/resets/{reset.id}/decision"


def test_another_commune_and_who_is_not_at_the_desk_see_nothing(app: Flask, lan: Member) -> None:
    an_asked_reset(lan, cast.hanh())
    session.commit()

    with app.test_request_context():
        assert not waiting_for(member(cast.elsewhere(), Role.STATION_STAFF, commune="Xã Nà Hoa"))
        assert not waiting_for(member(cast.quan(), Role.CLINICIAN))


def test_what_ran_out_waits_no_more(app: Flask, lan: Member, time: Time) -> None:
    an_asked_reset(lan, cast.hanh())
    session.commit()
    time.pass_by(hours=25)

    with app.test_request_context():
        assert not waiting_for(member(cast.dung(), Role.STATION_HEAD))


def test_a_stopped_one_waits_for_who_took_no_part(app: Flask, lan: Member) -> None:
    hanh, dung, thom = cast.hanh(), cast.dung(), cast.thom()
    cast.a_staff_member("bon", "Vi Thị Bốn", Role.STATION_STAFF)
    reset, _letters = an_allowed_reset(lan, hanh, dung)
    contesting.by_station(reset.id, by=at_desk(thom))
    session.commit()

    with app.test_request_context():
        (own,) = waiting_for(member(dung, Role.STATION_HEAD))
        (others,) = waiting_for(member(thom, Role.STATION_STAFF))

    assert not own.may_decide
    assert others.may_decide
    assert others.url == f"/desk/resets/{reset.id}/settling"
