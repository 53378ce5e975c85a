"""The demonstration's staff sign in like anybody, in development and tests only."""

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from portal.accounts.signed_in import config
from portal.config import Environment
from portal.interop.demo import staff
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import rules
from portal.staff.models import StaffMember, StaffRole
from tests import cast
from tests.client import InspectingClient


def with_the_demo(app: Flask) -> None:
    for code in (cast.STATION, cast.HOSPITAL):
        cast.a_facility(code)
    for village in {member.village for member in staff.STAFF if member.village}:
        cast.a_village(village)
    session.commit()
    staff.open_accounts()
    session.commit()


def code_of(app: Flask, name: str) -> str:
    return app.test_cli_runner().invoke(args=["demo", "staff-code", name]).output.strip()


def test_they_sign_in_with_what_is_printed(app: Flask, visitor: InspectingClient) -> None:
    with_the_demo(app)
    fields = {"staff_name": "quan", "password": staff.PASSWORD, "code": code_of(app, "quan")}

    assert visitor.submit("/staff/sign-in", fields).status_code == 303
    assert staff.PASSWORD in app.test_cli_runner().invoke(args=["demo", "people"]).output


def test_opening_them_twice_changes_nothing(app: Flask) -> None:
    with_the_demo(app)

    assert staff.open_accounts() == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffMember)) == len(staff.STAFF)


def test_they_keep_the_rules_of_their_roles(app: Flask) -> None:
    with_the_demo(app)

    for each in session.scalars(sa.select(StaffMember)):
        roles = frozenset(
            session.scalars(sa.select(StaffRole.role).where(StaffRole.staff_id == each.id))
        )
        rules.check_roles(roles)
        rules.check_place(roles, each.commune, each.village_id)
        rules.check_end(
            roles, each.ends_on, today=clock.today(), longest=config().lifetimes.staff_temporary
        )


def test_who_works_for_a_village_waits_for_it(app: Flask) -> None:
    cast.a_facility(cast.STATION)
    session.commit()
    staff.open_accounts()
    session.commit()
    assert "khun" not in set(session.scalars(sa.select(StaffMember.staff_name)))

    with_the_demo(app)

    assert "khun" in set(session.scalars(sa.select(StaffMember.staff_name)))


def test_anywhere_else_they_are_refused(app: Flask) -> None:
    for code in (cast.STATION, cast.HOSPITAL):
        cast.a_facility(code)
    session.commit()
    live = replace(
        app.extensions["portal.config"],
        environment=Environment.PRODUCTION,
        secure_cookies=True,
        trusted_hosts=("example.vn",),
        sms=replace(app.extensions["portal.config"].sms, kind="esms", url="https://sms.example"),
    )
    app.extensions["portal.config"] = live

    assert staff.open_accounts() == 0
    ran = app.test_cli_runner().invoke(args=["demo", "staff-code", "quan"])
    assert ran.exit_code == 1
