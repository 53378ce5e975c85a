"""A browser says which rule of its policy a page broke; nothing else of what it says is kept."""

import json
from typing import Any

import pytest
import structlog
from flask import Flask
from structlog.testing import LogCapture

from portal.kernel.logs import keep_allowed
from portal.overview import policy_reports
from portal.overview.policy_reports import FENCE, LARGEST, MOST
from tests.client import InspectingClient

PATH = "/policy-reports"
SECRET = "099195000123"
KIND = "application/reports+json"


def report(**body: Any) -> dict[str, Any]:
    told = {
        "effectiveDirective": "script-src-elem",
        "documentURL": f"https://portal.example/sign-in?{SECRET}",
        "blockedURL": f"https://evil.example/{SECRET}",
        "sample": SECRET,
        "referrer": SECRET,
    }
    return {"type": "csp-violation", "url": SECRET, "user_agent": SECRET, "body": told | body}


def sent(visitor: InspectingClient, told: object, kind: str = KIND) -> int:
    return visitor.post(PATH, data=json.dumps(told), content_type=kind).status_code


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> LogCapture:
    """Collect what passes the list of what may be logged."""
    kept = LogCapture()
    own = structlog.wrap_logger(None, processors=[keep_allowed, kept])
    monkeypatch.setattr(policy_reports, "log", own)
    return kept


def logged(told: LogCapture) -> list[dict[str, Any]]:
    """Return the lines since the last time, and forget them."""
    lines = [dict(line) for line in told.entries]
    told.entries.clear()
    assert SECRET not in json.dumps(lines)
    return lines


def a_line(where: str, route: str, count: int = 1) -> dict[str, Any]:
    kind = {"event": "policy_broken", "log_level": "warning"}
    return {**kind, "where": where, "route": route, "count": count}


def test_the_rule_and_our_own_name_of_the_page_are_logged_and_nothing_else(
    app: Flask, visitor: InspectingClient, told: LogCapture
) -> None:
    assert sent(visitor, [report(), report()]) == 204

    assert logged(told) == [a_line("script-src", "accounts.sign_in", 2)]


def test_words_of_a_stranger_never_reach_the_log(
    app: Flask, visitor: InspectingClient, told: LogCapture
) -> None:
    odd: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"effectiveDirective": f"img-src {SECRET}"}, "another", "accounts.sign_in"),
        ({"effectiveDirective": None}, "another", "accounts.sign_in"),
        ({"effectiveDirective": "worker-src"}, "worker-src", "accounts.sign_in"),
        ({"documentURL": f"https://portal.example/{SECRET}"}, "script-src", "none of ours"),
        ({"documentURL": "https://[" + SECRET}, "script-src", "none of ours"),
        ({"documentURL": [SECRET]}, "script-src", "none of ours"),
    )
    for body, where, route in odd:
        assert sent(visitor, [report(**body)]) == 204

        assert logged(told) == [a_line(where, route)], body


def test_other_reports_are_taken_and_say_nothing(
    app: Flask, visitor: InspectingClient, told: LogCapture
) -> None:
    for others in ([], [1], [{"type": "deprecation"}], [report() | {"body": 1}]):
        assert sent(visitor, others) == 204
    assert logged(told) == []


def test_what_is_no_list_of_reports_is_refused(app: Flask, visitor: InspectingClient) -> None:
    assert sent(visitor, {"a": 1}) == 400
    assert sent(visitor, [report()], "application/json") == 400
    assert sent(visitor, [report()], "text/plain") == 400
    answer = visitor.post(PATH, data=b"\xff[", content_type=KIND)
    assert answer.status_code == 400


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_too_deep_is_refused_and_is_no_fault_of_ours(
    app: Flask, visitor: InspectingClient, opening: str
) -> None:
    answer = visitor.post(PATH, data=opening * (LARGEST // len(opening)), content_type=KIND)

    assert answer.status_code == 400


def test_a_long_one_is_not_read(app: Flask, visitor: InspectingClient, told: LogCapture) -> None:
    assert sent(visitor, [report(sample="x" * LARGEST)]) == 413
    assert logged(told) == []


def test_of_many_reports_at_once_few_are_read(
    app: Flask, visitor: InspectingClient, told: LogCapture
) -> None:
    assert sent(visitor, [{"type": "csp-violation", "body": {}}] * 200) == 204

    [line] = logged(told)
    assert line["count"] == MOST


def test_whoever_sends_without_end_is_fenced_off(app: Flask, visitor: InspectingClient) -> None:
    often = int(FENCE.split()[0])

    answers = [sent(visitor, []) for _ in range(often + 1)]

    assert answers == [204] * often + [429]


def test_another_site_tells_us_nothing(app: Flask, visitor: InspectingClient) -> None:
    answer = visitor.post(
        PATH,
        data=json.dumps([report()]),
        content_type=KIND,
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
