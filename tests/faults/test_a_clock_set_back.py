"""The server's clock ran two hours ahead for a while, and is set right under way."""

from flask import Flask

from portal.audit import trail, verifying
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel.db import database, session
from tests.cast import lan, quan, sign_in, sign_in_staff
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff import steps


def test_a_session_from_the_time_to_come_is_over(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = lan()
    session.commit()
    time.pass_by(hours=2)
    sign_in(visitor, someone)
    assert visitor.get("/home").status_code == 200

    time.pass_by(hours=-2)

    assert visitor.get("/home").location == "/signed-out?reason=idle"


def test_a_session_of_staff_from_the_time_to_come_is_over(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = quan()
    session.commit()
    time.pass_by(hours=2)
    sign_in_staff(visitor, someone)
    assert visitor.get("/clinic/").status_code == 200

    time.pass_by(hours=-2)

    assert visitor.get("/clinic/").status_code == 303


def test_a_correction_by_seconds_ends_nothing(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = lan()
    session.commit()
    sign_in(visitor, someone)

    time.pass_by(seconds=-50)

    assert visitor.get("/home").status_code == 200


def test_a_code_of_an_app_is_not_taken_twice_and_an_earlier_one_not_at_all(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = quan()
    session.commit()
    used = someone.code
    assert steps.sign_in(visitor, someone).status_code == 303
    time.pass_by(hours=2)
    assert steps.sign_in(a_browser(app), someone).status_code == 303

    time.pass_by(hours=-2)

    assert steps.sign_in(a_browser(app), someone, code=used).status_code == 422
    time.pass_by(minutes=5)
    assert steps.sign_in(a_browser(app), someone).status_code == 422
    time.pass_by(hours=2)
    assert steps.sign_in(a_browser(app), someone).status_code == 303


def test_the_log_stays_whole_while_its_moments_go_back(app: Flask, time: Time) -> None:
    someone = lan()
    session.commit()
    for hours in (2, -4, 2):
        time.pass_by(hours=hours)
        trail.note(Line(event=Event.ACCESS_REFUSED, about=someone.person_id, permitted=False))

    verdict = verifying.verify(database())

    assert verdict.fault is None
    assert verdict.lines == 3
