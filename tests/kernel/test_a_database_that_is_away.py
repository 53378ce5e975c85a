"""Whoever comes while the database cannot answer is told so calmly, with the numbers to call."""

import sqlite3
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.app import create_app
from portal.cases.models import ServiceCase
from portal.config import Config
from portal.immunisation.models import DoseReport
from portal.kernel.db import database, reads, session
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.kernel.read_only import nothing_can_be_written

NOBODY_LISTENS = "postgresql+psycopg://portal@127.0.0.1:1/portal"
CHANGE = "/account/large-text"
REPORT = {
    "vaccine": "rota",
    "given-day": "2",
    "given-month": "11",
    "given-year": "2026",
    "place": "Bệnh viện Nhi tỉnh",
}


def large_texts() -> int:
    count = sa.text("SELECT count(*) FROM account WHERE large_text")
    return int(reads().execute(count).scalar_one())


def test_a_resident_reads_a_whole_page_with_the_numbers_to_call(config: Config) -> None:
    app = create_app(replace(config, database_url=NOBODY_LISTENS))
    app.test_client_class = InspectingClient
    browser = a_browser(app)
    browser.set_cookie("sid", "a token of somebody")

    page = browser.get("/home")

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "tel:115" in page.text


def test_where_nothing_can_be_written_reading_goes_on_but_no_look_goes_unwritten(
    app: Flask, time: Time
) -> None:
    """A server that became a standby, or a disk that is mounted read only."""
    lan = cast.lan()
    session.commit()
    browser = cast.sign_in(a_browser(app), lan)
    form = {"csrf_token": browser.token("/account")}

    nothing_can_be_written()
    time.pass_by(minutes=2)  # so that it would be noted that somebody is still there

    assert browser.get("/account").status_code == 200
    assert browser.get(f"/people/{lan.person_id}/record").status_code == 503
    assert browser.post(CHANGE, data=form).status_code == 503


# PostgreSQL's full disk is rehearsed: deploy/rehearse/run disk_full.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_refuses_a_change_whole_and_pages_without_a_look_go_on(app: Flask) -> None:
    lan = cast.lan()
    session.commit()
    browser = cast.sign_in(a_browser(app), lan)
    form = {"csrf_token": browser.token("/account"), **REPORT}

    @event.listens_for(database().engine, "connect")
    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # that is: not a page more than now

    database().engine.dispose()
    address = f"/people/{lan.person_id}/immunisations/report"
    answers = [browser.post(address, data=form | {"form_key": uuid4().hex}) for _ in range(60)]

    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {303, 503}
    for table in (ServiceCase, DoseReport):
        assert (
            reads().execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            == (statuses[303])
        )
    assert browser.get("/account").status_code == 200


# SQLite has no connection to cut.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_commit_that_is_cut_off_is_no_success(app: Flask) -> None:
    lan = cast.lan()
    session.commit()
    browser = cast.sign_in(a_browser(app), lan)
    form = {"csrf_token": browser.token("/account")}

    @event.listens_for(database().engine, "commit")
    def cut(connection: sa.Connection) -> None:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        other = sa.create_engine(database().engine.url, isolation_level="AUTOCOMMIT")
        with other.connect() as killer:
            killer.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
        other.dispose()

    answer = browser.post(CHANGE, data=form)

    assert answer.status_code == 503
    assert "tel:115" in answer.text
    assert large_texts() == 0
