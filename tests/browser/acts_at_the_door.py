"""Signing in, step by step: each step stays open in a browser of its own."""

from datetime import timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffSession
from tests import cast
from tests.accounts.steps import newest_code
from tests.browser.company import ANYBODY, Company
from tests.browser.walker import Walker

LAN, DUYEN, THANG = "099195000123", "099302000245", "099099000274"
OPEN_DOORS = (
    "/sign-in",
    "/signed-out",
    "/lost-phone",
    "/contest",
    "/activate",
    "/staff/sign-in",
    "/staff/activate",
    "/staff/lost-app",
)
PIN = "482915"
LONG_AGO = timedelta(hours=1)


def act(company: Company) -> None:
    """Leave a browser at every step of the doors."""
    for path in OPEN_DOORS:
        company[ANYBODY].open(path)
    _asks_for_a_code(company, "who has a code to type", LAN)
    _personal_code(company)
    _proves_again(company)
    _locks(company)


def _asks_for_a_code(company: Company, who: str, number: str) -> Walker:
    walker = company.newcomer(who)
    walker.open("/sign-in")
    walker.send("/sign-in$", {"personal_id": number})
    return walker


def _personal_code(company: Company) -> None:
    """Let two with one phone sign in: he has no personal code yet, and she has."""
    thang = _asks_for_a_code(company, "who has to set a personal code", THANG)
    thang.send("/sign-in/code$", {"code": newest_code()})
    company["duyen"].open("/account/pin")
    company["duyen"].send("/account/pin$", {"pin": PIN, "pin_again": PIN})
    duyen = _asks_for_a_code(company, "who has a personal code to type", DUYEN)
    duyen.send("/sign-in/code$", {"code": newest_code()})


def _proves_again(company: Company) -> None:
    """Let the last proof of a resident and of a head be an hour old."""
    for who in ("lan", "duyen"):
        company[who].open("/confirm/code")
        company[who].open("/confirm/pin")
    earlier = session.scalars(sa.select(StaffSession.id)).all()
    head = _sits_down(company, "dung", "dung, an hour later")
    session.execute(
        sa.update(StaffSession)
        .where(StaffSession.staff_id == company.staff("dung"), StaffSession.id.not_in(earlier))
        .values(confirmed_at=clock.now() - LONG_AGO)
    )
    session.commit()
    head.open("/staff/members/invite")


def _locks(company: Company) -> None:
    company["hanh"].open("/staff/unlock")
    hanh = _sits_down(company, "hanh", "hanh, who locked")
    hanh.open("/staff/")
    hanh.send("/staff/lock")


def _sits_down(company: Company, staff_name: str, who: str) -> Walker:
    member = cast.StaffCast(company.staff(staff_name), staff_name, "", "")
    walker = company.newcomer(who)
    cast.sign_in_staff(walker.client, member)
    return walker
