"""A second word is another hand's: read anew when slips are allowed, made and taken."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.issuing.models import BatchState, SlipLine
from portal.issuing.waiting import waiting_for
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffActivation, StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.issuing import steps
from tests.resets.standing import a_delegate


def at_home() -> Member:
    hung = cast.hung()
    cast.a_household(hung)
    return hung


def opened_by(opener: StaffCast) -> StaffCast:
    """Return a colleague whose first code this member issued yesterday."""
    new, now = cast.a_staff_member("moi", "Vi Thị Mới", Role.STATION_STAFF), clock.now()
    called = session.scalar(
        sa.select(sa.func.trim(StaffMember.title + " " + StaffMember.full_name)).where(
            StaffMember.id == opener.staff_id
        )
    )
    session.add(
        StaffActivation(
            staff_id=new.staff_id,
            code_mac=b"x",
            issued_at=now - timedelta(days=1),
            issued_by=called or "",
            expires_at=now,
        )
    )
    session.commit()
    return new


def leaves(member: StaffCast) -> None:
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(
            suspended_at=clock.now(), password_hash=None, totp_secret=None, totp_confirmed_at=None
        )
    )
    session.commit()


def lines_of(batch: UUID) -> list[UUID]:
    found = session.scalars(sa.select(SlipLine.person_id).where(SlipLine.batch_id == batch))
    people = list(found)
    session.commit()
    return people


@pytest.mark.parametrize("asks_first", ["opener", "opened"])
def test_who_opened_a_colleagues_account_is_no_second_person(app: Flask, asks_first: str) -> None:
    hung, dung = at_home(), cast.dung()
    puppet = opened_by(dung)
    both = (dung, puppet) if asks_first == "opener" else (puppet, dung)
    asker, second = (steps.at(app, one) for one in both)

    batch = steps.ask_person(asker, hung)

    assert f"/desk/slips/{batch}/allow" not in second.get(f"/desk/slips/{batch}").text
    assert steps.say(second, batch, "allow") == 422
    assert steps.state(batch) is BatchState.ASKED
    with app.test_request_context():
        [waits] = waiting_for(steps.as_signed_in(both[1]))
    assert not waits.may_decide


def test_what_somebody_asked_who_left_is_asked_anew(app: Flask) -> None:
    hung, hanh, dung = at_home(), cast.hanh(), cast.dung()
    batch = steps.ask_person(steps.at(app, hanh), hung)
    leaves(hanh)

    assert steps.say(steps.at(app, dung), batch, "allow") == 422
    assert steps.say(steps.at(app, dung), batch, "refuse") == 303


def test_nothing_is_made_once_one_of_the_two_left(app: Flask) -> None:
    hung, hanh, dung = at_home(), cast.hanh(), cast.dung()
    batch = steps.ask_person(steps.at(app, hanh), hung)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    leaves(hanh)

    steps.make_all(app)

    assert steps.state(batch) is BatchState.OVER
    assert lines_of(batch) == []


def test_staff_without_an_entry_are_near_whoever_bears_their_name(app: Flask) -> None:
    hung, dung = at_home(), cast.dung()
    namesake = cast.a_staff_member("hung", hung.full_name, Role.STATION_STAFF)
    browser = steps.at(app, namesake)

    asked = browser.submit("/desk/slips", to=f"/desk/people/{hung.person_id}/slip")
    opened = browser.submit("/desk/slips", to=f"/desk/people/{hung.person_id}/account")
    batch = steps.ask_person(steps.at(app, dung), hung)

    assert (asked.status_code, opened.status_code) == (422, 422)
    assert steps.say(browser, batch, "allow") == 422


def test_who_acts_for_somebody_neither_allows_nor_takes(app: Flask) -> None:
    hung, lan = at_home(), cast.lan()
    cast.a_household(lan)
    hanh, dung = cast.hanh(), cast.dung()
    friend = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    batch = steps.ask_person(steps.at(app, hanh), hung)
    assert steps.say(steps.at(app, friend), batch, "refuse") == 303
    again = steps.ask_person(steps.at(app, friend), hung)
    assert steps.say(steps.at(app, dung), again, "allow") == 303
    steps.make_all(app)
    a_delegate(hung, lan)
    session.commit()

    assert steps.say(steps.at(app, friend), again, "file") == 422
    assert steps.say(steps.at(app, dung), again, "file") == 200
    more = steps.ask_person(steps.at(app, hanh), hung)
    assert steps.say(steps.at(app, friend), more, "allow") == 422
