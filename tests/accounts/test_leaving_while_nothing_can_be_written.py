"""Whoever signs out leaves the phone to the next person, whether or not it can be written down."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.kernel.db import database, session
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.kernel.read_only import nothing_can_be_written


def a_resident(app: Flask) -> InspectingClient:
    lan = cast.lan()
    session.commit()
    return cast.sign_in(a_browser(app), lan)


def a_member(app: Flask) -> InspectingClient:
    return cast.sign_in_staff(a_browser(app), cast.dung())


def is_left_clean(browser: InspectingClient, answer: TestResponse) -> bool:
    """Say whether nothing of who was here is in the browser."""
    return (
        browser.get_cookie("sid") is None
        and answer.headers.get("Clear-Site-Data") == '"cache", "storage"'
    )


def test_a_resident_is_out_of_this_browser(app: Flask) -> None:
    browser = a_resident(app)
    form = {"csrf_token": browser.token("/account")}
    nothing_can_be_written()

    answer = browser.post("/sign-out", data=form)

    assert answer.status_code == 503
    assert is_left_clean(browser, answer)
    assert browser.get("/account").location == "/sign-in"


def test_a_member_of_staff_is_out_of_this_browser(app: Flask) -> None:
    browser = a_member(app)
    form = {"csrf_token": browser.token("/staff/")}
    nothing_can_be_written()

    answer = browser.post("/staff/sign-out", data=form)

    assert answer.status_code == 503
    assert is_left_clean(browser, answer)
    assert browser.get("/staff/").location == "/staff/sign-in"


# SQLite has no connection to cut.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_also_where_only_the_commit_fails(app: Flask) -> None:
    browser = a_resident(app)
    form = {"csrf_token": browser.token("/account")}

    @event.listens_for(database().engine, "commit")
    def cut(connection: sa.Connection) -> None:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        other = sa.create_engine(database().engine.url, isolation_level="AUTOCOMMIT")
        with other.connect() as killer:
            killer.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
        other.dispose()

    answer = browser.post("/sign-out", data=form)

    assert answer.status_code == 503
    assert is_left_clean(browser, answer)


def test_any_other_change_that_fails_leaves_one_signed_in(app: Flask) -> None:
    browser = a_resident(app)
    form = {"csrf_token": browser.token("/account")}
    nothing_can_be_written()

    answer = browser.post("/account/large-text", data=form)

    assert answer.status_code == 503
    assert not is_left_clean(browser, answer)
    assert browser.get("/account").status_code == 200


def test_a_forged_form_signs_nobody_out(app: Flask) -> None:
    browser = a_resident(app)
    nothing_can_be_written()

    answer = browser.post("/sign-out", data={"csrf_token": "of another site"})

    assert answer.status_code == 400
    assert not is_left_clean(browser, answer)


@pytest.mark.parametrize("address", ["/sign-out", "/account/large-text"])
def test_trying_again_leads_to_a_page(app: Flask, address: str) -> None:
    """These addresses take forms only: asked for by a link they would answer 405."""
    browser = a_resident(app)
    browser.set_cookie("language", "en")
    form = {"csrf_token": browser.token("/account")}
    nothing_can_be_written()

    answer = browser.post(address, data=form)

    again = re.search(r'href="([^"]*)"[^>]*>Try again', answer.text)
    assert again
    assert browser.get(again[1] or address).location == "/home"
