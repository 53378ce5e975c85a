"""Whatever bytes arrive, the answer is a calm page and never a broken one."""

import contextvars
import itertools
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Config
from portal.kernel.db import database, session
from tests import cast
from tests.client import InspectingClient

ODD_MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-24T09:00:00",
    "9" * 5000,
    "\0",
)
ODD_TEXTS = (
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\u202ecba\u202c",
    "a\0b",
    "x" * 3_000,
    "\r\nSet-Cookie: a=b",
    "\ud7ff\ue000\ufffe\U0010ffff",
    "=HYPERLINK(1)",
)
FIELDS = (
    "personal_id", "shared_phone", "code", "pin", "pin_again", "setup", "language", "says",
    "knows_from", "form_key", "vaccine", "given-day", "given-month", "given-year", "place",
    "has_paper",
)  # fmt: skip
METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND")


@pytest.fixture
def at_home(app: Flask, visitor: InspectingClient) -> tuple[InspectingClient, str]:
    """Give Lan's browser and her address."""
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    return visitor, f"/people/{lan.person_id}"


def test_odd_places_in_the_list_of_visits_are_its_beginning(
    at_home: tuple[InspectingClient, str],
) -> None:
    browser, person = at_home
    keys = (str(uuid4()), "x" * 5000, "", "9" * 400, "-1", "a\0", "٣")
    for moment, key in itertools.product((*ODD_MOMENTS, "2026-11-24T09:00:00Z"), keys):
        for path in ("visits", "results"):
            page = browser.get(f"{person}/{path}", query_string={"at": moment, "id": key})
            assert page.status_code == 200, (path, moment[:30], key[:30])


def test_odd_questions_are_answered_calmly(at_home: tuple[InspectingClient, str]) -> None:
    browser, person = at_home
    questions = ("before", "about", "to", "at", "id")
    for text in (*ODD_TEXTS, "-1", "9" * 400, "look:" + "9" * 18, "²"):
        asked = dict.fromkeys(questions, text)
        for path in ("access", "disputes/new", "visits", "results"):
            page = browser.get(f"{person}/{path}", query_string=asked)
            assert page.status_code in (200, 404), path
            assert "<script>alert" not in page.text
        assert browser.get("/confirm", query_string=asked).location == "/account"


class PlainClient(InspectingClient):
    """A client for pages that repeat marks no inspection lets pass."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(lambda: FlaskClient.open(self, *args, **kwargs))


def test_odd_words_in_every_form_break_nothing(app: Flask) -> None:
    lan, visitor = cast.lan(), PlainClient(app)
    session.commit()
    visitor.submit("/sign-in", {"personal_id": "999195000123"})
    for text, path in itertools.product(ODD_TEXTS, ("/sign-in/code", "/sign-in")):
        assert visitor.submit(path, dict.fromkeys(FIELDS, text)).status_code == 422
    cast.sign_in(visitor, lan)
    token = visitor.token("/account")
    for text, rule in itertools.product(ODD_TEXTS, app.url_map.iter_rules()):
        if "POST" not in (rule.methods or ()) or "sign-out" in rule.rule or "end" in rule.rule:
            continue
        path = rule.rule.replace("<uuid:person_id>", str(lan.person_id))
        fields = {**dict.fromkeys(FIELDS, text), "csrf_token": token}
        page = visitor.post(f"{path}?about=A", data=fields)
        assert page.status_code < 500, path
        assert "<script>alert" not in page.text, path
        assert not page.headers.get("Location", "/").startswith(("//", "http")), path


def test_odd_words_come_back_as_they_were_written(
    at_home: tuple[InspectingClient, str],
) -> None:
    browser, person = at_home
    path = f"{person}/disputes/new?about=A"

    sent = browser.submit(path, {"says": "{{7*7}} <b>x</b>\0\u202e", "form_key": "0" * 32})

    page = browser.get(sent.location).text
    assert "{{7*7}} &lt;b&gt;x&lt;/b&gt;" in page
    assert "\0" not in page
    assert "\u202e" not in page


def test_a_reported_dose_may_hold_any_marks(at_home: tuple[InspectingClient, str]) -> None:
    browser, person = at_home
    path = f"{person}/immunisations/report"
    fields = {
        "vaccine": "bcg",
        "given-year": "2020",
        "place": "Trạm\0 xá\u202e",
        "form_key": "0" * 32,
    }

    assert browser.submit(path, fields).status_code in (303, 422)


def test_a_long_story_is_refused_with_its_reason(
    at_home: tuple[InspectingClient, str],
) -> None:
    browser, person = at_home
    for length, status in ((10_000, 422), (70_000, 413)):
        page = browser.submit(f"{person}/disputes/new?about=A", {"says": "x" * length})
        assert page.status_code == status


def test_other_kinds_of_content_are_refused(at_home: tuple[InspectingClient, str]) -> None:
    browser, person = at_home
    for kind in ("application/json", "text/plain", "multipart/form-data", "x"):
        page = browser.post(f"{person}/disputes/new?about=A", data=b"\0\xff{", content_type=kind)
        assert page.status_code == 400, kind


def test_no_method_breaks_a_page(at_home: tuple[InspectingClient, str]) -> None:
    browser, person = at_home
    for method, path in itertools.product(METHODS, ("/home", f"{person}/record", "/sign-in", "/x")):
        page = browser.open(path, method=method)
        assert page.status_code in (200, 303, 400, 404, 405), f"{method} {path}"
        assert page.headers["Cache-Control"] == "no-store", f"{method} {path}"


def test_odd_cookies_are_no_cookies(app: Flask) -> None:
    bare = InspectingClient(app, use_cookies=False)
    for value in ("\xff", "\xed\xa0\x80", "%ED%A0%80", '"\\355\\240\\200"'):
        jar = "; ".join(f"{name}={value}" for name in ("sid", "pre", "dev", "form", "language"))
        headers = {"HTTP_COOKIE": jar}
        assert bare.get("/home", environ_overrides=headers).location == "/sign-in"
        assert bare.get("/sign-in", environ_overrides=headers).status_code == 200


def test_a_foreign_host_is_refused_calmly(config: Config) -> None:
    strict = create_app(replace(config, trusted_hosts=("portal.example",)))
    browser = strict.test_client()

    for host in ("evil.example", "x" * 70, "portal.example:99999", "[::1", "a b", "\0", ""):
        page = browser.get("/sign-in", headers={"Host": host})
        assert page.status_code == 400, host
        assert page.headers["Cache-Control"] == "no-store"
    assert browser.get("/sign-in", headers={"Host": "portal.example"}).status_code == 200
    strict.extensions["portal.database"].engine.dispose()


def test_a_broken_database_still_answers_with_a_page(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    with database().transaction() as connection:
        connection.execute(sa.text("ALTER TABLE sign_in_session RENAME TO gone"))

    page = visitor.get("/home")

    assert page.status_code == 500
    assert page.headers["Cache-Control"] == "no-store"
    assert "sign_in_session" not in page.text
