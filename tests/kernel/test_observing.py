"""Each request has a reference, a count and, in production, one line of the log."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client import REGISTRY

from portal.accounts.public import public
from portal.app import create_app
from portal.config import Config, Environment, SmsGateway
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient


def counted(route: str, method: str = "GET", status: str = "200") -> float:
    labels = {"route": route, "method": method, "status": status}
    return REGISTRY.get_sample_value("portal_requests_total", labels) or 0.0


def timed(route: str) -> float:
    return REGISTRY.get_sample_value("portal_request_seconds_count", {"route": route}) or 0.0


def test_an_answer_is_counted_by_route_and_never_by_address(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    before = counted("record.record"), timed("record.record")

    assert visitor.get(f"/people/{lan.person_id}/record").status_code == 200

    assert counted("record.record") == before[0] + 1
    assert timed("record.record") == before[1] + 1
    told = {
        value
        for family in REGISTRY.collect()
        for sample in family.samples
        for value in sample.labels.values()
    }
    assert not any(str(lan.person_id) in value for value in told)


def test_what_visitors_make_up_makes_no_new_series(visitor: InspectingClient) -> None:
    before = counted("none", "other", "405"), counted("none", "GET", "404")

    visitor.open("/sign-in", method="BREW")
    visitor.get("/made-up/by/somebody")

    assert counted("none", "other", "405") == before[0] + 1
    assert counted("none", "GET", "404") == before[1] + 1
    assert (
        REGISTRY.get_sample_value("portal_request_seconds_count", {"route": "/made-up/by/somebody"})
        is None
    )


def broken_page(app: Flask, visitor: InspectingClient, given: str) -> str:
    """Return what a visitor reads when a page has a bug, and the proxy gave this reference."""

    @public
    def bug() -> str:
        raise ZeroDivisionError

    app.view_functions["health.alive"] = bug
    page = visitor.get("/healthz", headers={"X-Request-Id": given})
    assert page.status_code == 500
    return page.text


def test_an_error_page_shows_the_reference_the_proxy_gave(
    app: Flask, visitor: InspectingClient
) -> None:
    text = broken_page(app, visitor, "0123456789abcdef0123456789abcdef")

    assert "01234567" in text
    assert "0123456789" not in text


def test_a_bug_is_counted(app: Flask, visitor: InspectingClient) -> None:
    before = REGISTRY.get_sample_value("portal_faults_total", {"route": "health.alive"}) or 0.0

    broken_page(app, visitor, "")

    after = REGISTRY.get_sample_value("portal_faults_total", {"route": "health.alive"})
    assert after == before + 1


@pytest.mark.parametrize("odd", ["", "<script>", "zzzzzzzz", "ABCDEF01"])
def test_an_odd_reference_is_replaced(app: Flask, visitor: InspectingClient, odd: str) -> None:
    text = broken_page(app, visitor, odd)

    assert not odd or odd not in text


def test_production_writes_one_line_a_request_without_the_address(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(
        replace(
            config,
            environment=Environment.PRODUCTION,
            secure_cookies=True,
            trusted_hosts=("suckhoe.example.org",),
            sms=SmsGateway(kind="esms", url="https://sms.example.org"),
        )
    )
    app.test_client().get("/people/0b7d/record", base_url="https://suckhoe.example.org")

    written = capsys.readouterr().err
    (line,) = [json.loads(text) for text in written.splitlines()]
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 404)
    assert line["milliseconds"] >= 0
    assert len(line["request_id"]) == 8
    assert "0b7d" not in written.replace(line["request_id"], "")
