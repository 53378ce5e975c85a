"""Nobody learns which numbers have accounts."""

import re

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.kernel.db import session
from tests.accounts import steps
from tests.cast import lan
from tests.client import InspectingClient
from tests.conftest import Time

UNKNOWN = "999195999123"  # ends like Lan's, so that pages can be compared letter by letter


def without_tokens(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Return an answer with random values replaced by their length."""
    body = re.sub(
        r'(name="csrf_token" value=")([^"]+)', lambda m: f"{m[1]}{len(m[2])}", answer.text
    )
    headers = [
        (name, re.sub(r"=[^;]{20,}", lambda m: f"={len(m[0])}", value))
        for name, value in answer.headers.items()
        if name != "Expires"
    ]
    return answer.status_code, body, headers


def journey(client: InspectingClient, number: str, time: Time) -> list[TestResponse]:
    """Type a number, look at the code page, guess wrong in every way, ask for another code."""
    answers = [steps.type_number(client, number), client.get("/sign-in/code")]
    answers += [steps.type_code(client, code) for code in ("000000", "ABCD2345", "12")]
    answers.append(client.submit("/sign-in/code", to="/sign-in/code/resend"))
    start, time.now = time.now, time.now
    time.pass_by(seconds=61)
    answers.append(client.submit("/sign-in/code", to="/sign-in/code/resend"))
    answers += [steps.type_code(client, "000000") for _ in range(6)]
    answers += [client.get("/sign-in/pin"), client.get("/account/pin/set")]
    time.now = start
    return answers


def test_every_answer_is_the_same_letter_by_letter(app: Flask, time: Time) -> None:
    known = lan()
    session.commit()

    for_known = journey(steps.browser(app), known.personal_id, time)
    for_unknown = journey(steps.browser(app), UNKNOWN, time)

    for one, other in zip(for_known, for_unknown, strict=True):
        assert without_tokens(one) == without_tokens(other)


def test_the_same_number_of_statements_is_sent(
    app: Flask, time: Time, statements: list[str]
) -> None:
    known = lan()
    session.commit()
    counts = []
    for number in (known.personal_id, UNKNOWN):
        statements.clear()
        journey(steps.browser(app), number, time)
        counts.append([re.sub(r"\s+", " ", sent)[:60] for sent in statements])

    assert counts[0] == counts[1]


def test_a_message_nobody_gets_is_written_for_an_unknown_number(
    app: Flask, visitor: InspectingClient
) -> None:
    steps.type_number(visitor, UNKNOWN)

    assert steps.messages("code") == []
    assert len(steps.messages("noop")) == 1


def test_no_code_opens_an_unknown_number(app: Flask, visitor: InspectingClient) -> None:
    steps.type_number(visitor, UNKNOWN)
    text = str(steps.messages("noop")[-1].text)
    code = re.search(r"\d{6}", text)
    assert code

    assert steps.type_code(visitor, code[0]).status_code == 422
    assert steps.sessions() == 0


def test_suspended_accounts_and_the_dead_look_like_unknown_numbers(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = lan()
    session.execute(sa.update(Account).values(suspended_at=time.now))
    session.commit()

    assert steps.type_number(visitor, someone.personal_id).location == "/sign-in/code"
    assert steps.messages("code") == []
