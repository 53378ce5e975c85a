"""Whose mobile is on file gets codes there: what a slip says then, and what it opens."""

import re
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.accounts import counter
from portal.accounts.models import Account, CounterCode
from portal.issuing.leases import place
from portal.issuing.models import SlipPart
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Phone
from tests import cast
from tests.accounts import steps as signing_in
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.issuing import steps


def without_a_phone() -> Member:
    return cast.a_person(
        "Cụ Bà Không Máy", born=PartialDate.of_year(1950), personal_id="999150000001"
    )


def printed(batch: UUID) -> str:
    pages = bytes(session.scalars(sa.select(SlipPart.pages)).one())
    session.commit()
    return crypto.unseal_bytes(place(batch, 1), pages).decode()


def code_on(page: str) -> str:
    found = re.search(r"<b>([2-9A-Z]{4}) ([2-9A-Z]{4})</b>", page)
    assert found
    return found[1] + found[2]


def held_until(member: Member) -> object:
    found = session.scalar(
        sa.select(Account.held_until).where(Account.person_id == member.person_id)
    )
    session.commit()
    return found


def a_slip_for(app: Flask, member: Member) -> str:
    cast.a_household(member)
    hanh, dung = cast.hanh(), cast.dung()
    session.commit()
    batch = steps.ask_person(steps.at(app, hanh), member)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    steps.make_all(app)
    return code_on(printed(batch))


def signed_in_by(app: Flask, member: Member, code: str) -> InspectingClient:
    browser = signing_in.browser(app)
    signing_in.type_number(browser, member.personal_id)
    assert signing_in.type_code(browser, code).location == "/home"
    return browser


def test_a_list_prints_codes_only_for_who_has_no_mobile(app: Flask) -> None:
    hung, old = cast.hung(), without_a_phone()
    household = cast.a_household(hung, old)
    hanh, dung = cast.hanh(), cast.dung()
    assert hung.account_id
    counter.issue(hung.account_id, hung.person_id, by="Y sĩ Thơm")
    session.commit()

    batch = steps.ask_household(steps.at(app, hanh), household)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    steps.make_all(app)

    page = printed(batch)
    assert page.count("<b>…999</b>") == 1
    assert len(re.findall(r"<b>[2-9A-Z]{4} [2-9A-Z]{4}</b>", page)) == 1
    live = session.scalars(
        sa.select(CounterCode.account_id).where(CounterCode.replaced_at.is_(None))
    ).all()
    session.commit()
    assert live == [old.account_id]
    assert not signing_in.messages("slip_allowed")


def test_a_slip_by_name_tells_the_phone_and_lets_only_look_for_a_day(app: Flask) -> None:
    hung = cast.hung()
    code = a_slip_for(app, hung)
    [told] = signing_in.messages("slip_allowed")
    assert told.recipient == hung.phone
    assert len(told.text or "") <= 160
    assert held_until(hung) is None

    thief = signed_in_by(app, hung, code)

    assert held_until(hung) == clock.now() + timedelta(hours=24)
    about = f"/people/{hung.person_id}"
    assert thief.get(f"{about}/visits").status_code == 200
    for path in (f"{about}/sharing/code", f"{about}/record.pdf", f"{about}/access/export"):
        assert thief.get(path).location == "/account/waiting"
    assert thief.get("/account/pin").location == "/account/waiting"


def test_after_a_day_what_a_slip_opened_is_whole(app: Flask, time: Time) -> None:
    hung = cast.hung()
    signed_in_by(app, hung, a_slip_for(app, hung))

    time.pass_by(hours=24)
    browser = signing_in.browser(app)
    signing_in.walk_in(browser, hung)

    assert browser.get("/account/waiting").location == "/account"


def test_a_slip_never_shortens_a_longer_hold(app: Flask) -> None:
    hung, longer = cast.hung(), clock.now() + timedelta(hours=60)
    session.execute(sa.update(Account).values(held_until=longer))
    assert hung.account_id
    code = counter.issue(hung.account_id, hung.person_id, by="Y sĩ Thơm")
    session.commit()

    signed_in_by(app, hung, code)

    assert held_until(hung) == longer


def test_whoever_has_no_mobile_is_never_held(app: Flask) -> None:
    old = without_a_phone()

    signed_in_by(app, old, a_slip_for(app, old))

    assert held_until(old) is None
    assert not signing_in.messages("slip_allowed")


def test_a_mobile_that_is_no_longer_in_use_is_none(app: Flask) -> None:
    hung = cast.hung()
    session.execute(sa.update(Phone).values(active=False))

    signed_in_by(app, hung, a_slip_for(app, hung))

    assert held_until(hung) is None
