"""The headers of every kind of answer, and what leaving a browser takes from it."""

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.kernel.headers import HEADERS
from tests import cast
from tests.accounts import steps
from tests.client import InspectingClient, a_browser
from tests.conftest import Time

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "report-to": "csp",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Reporting-Endpoints": 'csp="/policy-reports"',
}
NOTHING_STAYS = '"cache", "storage"'
SECURE = {"wsgi.url_scheme": "https"}


def test_every_kind_of_answer_carries_them(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    answers = {
        "a page": visitor.get("/sign-in"),
        "a redirect": visitor.get("/home"),
        "nothing found": visitor.get("/no-such-page"),
        "a wrong method": visitor.put("/sign-in"),
        "a form without its token": visitor.post("/sign-in"),
        "too much": visitor.post("/sign-in", data={"personal_id": "9" * 70_000}),
        "a machine": visitor.get("/healthz"),
        "a style sheet": visitor.get(_first_style_sheet(visitor)),
        "a program": cast.sign_in(visitor, lan).get("/check_log.py"),
    }

    for what, answer in answers.items():
        policy = dict(
            rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
        )
        assert policy == POLICY, what
        for name, value in OTHERS.items():
            assert answer.headers[name] == value, f"{name} of {what}"
        assert not {"Server", "X-Powered-By"} & set(answer.headers.keys()), what
    assert set(HEADERS) == {"Content-Security-Policy", *OTHERS}


def _first_style_sheet(visitor: InspectingClient) -> str:
    return visitor.get("/sign-in").text.split('rel="stylesheet" href="')[1].split('"')[0]


def test_what_is_not_a_static_file_is_never_stored_and_differs_by_reader(
    app: Flask, visitor: InspectingClient
) -> None:
    for path in ("/sign-in", "/home", "/no-such-page", "/lost-phone"):
        answer = visitor.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert {"HX-Request", "Cookie"} <= set(answer.vary), path


def test_a_browser_that_came_over_tls_comes_so_for_a_year(
    app: Flask, visitor: InspectingClient
) -> None:
    secure = visitor.get("/sign-in", environ_overrides=SECURE)

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in visitor.get("/sign-in").headers


def test_leaving_takes_everything_from_the_browser(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    left = visitor.submit("/account", to="/sign-out")

    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"] == NOTHING_STAYS


@pytest.mark.parametrize("path", ["/staff/sign-out", "/sign-out"])
def test_staff_leave_nothing_either(app: Flask, visitor: InspectingClient, path: str) -> None:
    cast.sign_in_staff(visitor, cast.hanh())

    assert visitor.submit("/staff/", to=path).headers["Clear-Site-Data"] == NOTHING_STAYS


def test_who_comes_after_somebody_finds_nothing_of_theirs(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    """Hạnh left without signing out; her session ran out before Lan took the computer."""
    lan, hanh = cast.lan(), cast.hanh()
    session.commit()
    cast.sign_in_staff(visitor, hanh)
    time.pass_by(hours=9)
    steps.type_number(visitor, lan.personal_id)

    entered = steps.type_code(visitor, steps.newest_code())

    assert entered.location == "/home"
    assert entered.headers["Clear-Site-Data"] == NOTHING_STAYS


def test_a_browser_nobody_used_keeps_the_style_sheet_it_just_fetched(app: Flask) -> None:
    lan = cast.lan()
    session.commit()
    fresh = a_browser(app)
    steps.type_number(fresh, lan.personal_id)

    assert "Clear-Site-Data" not in steps.type_code(fresh, steps.newest_code()).headers
