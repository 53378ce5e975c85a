"""Three hundred numbers, half of them with an account: no answer tells which half.

How long the answers take is measured by `python -m bench.known_numbers`: a busy machine would
make a test of it lie.
"""

import re
from datetime import date

from flask import Flask
from werkzeug.test import TestResponse

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.client import InspectingClient, a_browser

HALF = 150
TOKENS = re.compile(r"[\w.~-]{20,}")


def shape_of(answer: TestResponse) -> tuple[int, int, str, tuple[tuple[str, str], ...]]:
    """Return status, size, page and headers with tokens and digits made alike, not shortened."""
    headers = tuple((name, _alike(value)) for name, value in answer.headers.items())
    return answer.status_code, len(answer.data), _alike(answer.text), headers


def _alike(text: str) -> str:
    return re.sub(r"\d", "0", TOKENS.sub(lambda token: "x" * len(token[0]), text))


def asked_for(client: InspectingClient, number: str, source: str) -> list[TestResponse]:
    """Type a number at a telephone of its own, and look at the page that follows."""
    here = {"REMOTE_ADDR": source}
    token = client.token("/sign-in")
    sent = client.post(
        "/sign-in",
        data={"csrf_token": token, "personal_id": number},
        environ_overrides=here,
    )
    return [sent, client.get("/sign-in/code", environ_overrides=here)]


def test_answers_for_150_known_and_150_unknown_numbers_are_one_and_the_same(app: Flask) -> None:
    for number in range(HALF):
        cast.a_person(
            f"Người Thứ {number}",
            born=PartialDate(date(1980, 1, 1)),
            personal_id=f"9990800{number:05}",
            phone=f"+8490000{number:05}",
        )
    session.commit()
    shapes: dict[str, set[object]] = {"known": set(), "unknown": set()}
    for number in range(HALF):
        for which, century in (("known", "0"), ("unknown", "1")):
            source = f"10.{century}.{number // 100}.{number % 100 + 1}"
            answers = asked_for(a_browser(app), f"999{century}800{number:05}", source)
            shapes[which].add(tuple(shape_of(answer) for answer in answers))

    assert len(shapes["known"]) == 1
    assert shapes["known"] == shapes["unknown"]
