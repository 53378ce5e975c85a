"""Guessing, replaying and carrying off one-time codes."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import OneTimeCode
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import database, session
from tests.accounts import steps
from tests.cast import hung, lan
from tests.client import InspectingClient
from tests.conftest import Time


def post_in_parallel(app: Flask, client: InspectingClient, codes: list[str]) -> list[int]:
    """Send codes at the same moment from copies of one browser; return the statuses."""
    token = client.token("/sign-in/code")
    cookies = {name: client.get_cookie(name) for name in ("pre", "form")}

    def send(code: str) -> tuple[int, str]:
        copy = steps.browser(app)
        for name, cookie in cookies.items():
            assert cookie
            copy.set_cookie(name, cookie.value)
        answer = copy.post("/sign-in/code", data={"csrf_token": token, "code": code})
        return answer.status_code, answer.location or ""

    with ThreadPoolExecutor(20) as threads:
        return [status for status, _where in threads.map(send, codes)]


def tries() -> int:
    with database().engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.max(OneTimeCode.tries))).scalar_one())


def events(event: Event) -> int:
    query = sa.select(sa.func.count()).where(AuditLine.event == event)
    with database().engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_each_wrong_code_says_how_many_tries_are_left(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    said = [steps.type_code(visitor, steps.wrong_code()).text for _ in range(5)]

    for left, page in zip((4, 3, 2, 1), said, strict=False):
        assert re.search(rf"(Còn {left} lần thử|{left} tr(y|ies) left)", page)
    assert "9:01" in said[4]
    assert events(Event.SIGN_IN_FAILED) == 5


def test_after_five_wrong_codes_the_right_one_is_refused(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    for _ in range(5):
        steps.type_code(visitor, steps.wrong_code())

    assert steps.type_code(visitor, steps.newest_code()).status_code == 422
    assert steps.sessions() == 0


def test_sixty_parallel_guesses_count_as_five_and_kill_the_code(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    right = steps.newest_code()
    guesses = [code for code in (f"{n:06d}" for n in range(70)) if code != right][:60]

    statuses = post_in_parallel(app, visitor, guesses)

    assert set(statuses) == {422}
    assert tries() == 5
    assert steps.type_code(visitor, right).status_code == 422


def test_twenty_parallel_right_codes_open_exactly_one_session(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    statuses = post_in_parallel(app, visitor, [steps.newest_code()] * 20)

    assert steps.sessions() == 1
    assert set(statuses) <= {303, 404, 422}
    assert events(Event.SIGNED_IN) == 1


def test_a_used_code_opens_nothing_more(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    pre, code = visitor.get_cookie("pre"), steps.newest_code()
    steps.type_code(visitor, code)
    assert pre

    thief = steps.browser(app)
    thief.set_cookie("pre", pre.value)

    assert thief.get("/sign-in/code").location == "/sign-in"
    assert steps.sessions() == 1


def test_posting_a_right_code_twice_stays_signed_in(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    code, token = steps.newest_code(), visitor.token("/sign-in/code")
    visitor.post("/sign-in/code", data={"csrf_token": token, "code": code})

    again = visitor.submit("/account", {"code": code}, to="/sign-in/code")

    assert again.location == "/home"
    assert steps.sessions() == 1


def test_a_code_opens_nothing_in_another_browser(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    code, thief = steps.newest_code(), steps.browser(app)

    assert thief.get("/sign-in/code").location == "/sign-in"
    steps.type_number(thief, "999080111222")

    assert steps.type_code(thief, code).status_code == 422
    assert steps.sessions() == 0


def test_one_persons_code_does_not_open_anothers_account(
    app: Flask, visitor: InspectingClient
) -> None:
    one, other = hung(), lan()
    session.commit()
    steps.type_number(visitor, one.personal_id)
    code = steps.newest_code()

    thief = steps.browser(app)
    steps.type_number(thief, other.personal_id)

    assert steps.newest_code() != code
    assert steps.type_code(thief, code).status_code == 422


def test_a_new_code_kills_the_old_in_the_same_browser(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    old = steps.newest_code()
    time.pass_by(seconds=61)

    sent = visitor.submit("/sign-in/code", to="/sign-in/code/resend")
    new = steps.newest_code()

    assert sent.location == "/sign-in/code"
    assert new != old
    assert steps.type_code(visitor, old).status_code == 422
    assert steps.type_code(visitor, new).location == "/home"


def test_a_stranger_cannot_kill_the_code_its_owner_is_typing(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)
    code = steps.newest_code()
    time.pass_by(seconds=61)

    steps.type_number(steps.browser(app), someone.personal_id)

    assert steps.type_code(visitor, code).location == "/home"


def test_resending_too_early_says_from_when_and_sends_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    page = visitor.submit("/sign-in/code", to="/sign-in/code/resend")

    assert page.status_code == 422
    assert "9:01" in page.text
    assert len(steps.messages()) == 1


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "12 34", "' OR 1=1"])
def test_what_cannot_be_a_code_costs_no_try(
    app: Flask, visitor: InspectingClient, text: str
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    assert steps.type_code(visitor, text).status_code == 422
    assert tries() == 0


def test_the_database_holds_no_code_and_no_token(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    sid = visitor.get_cookie("sid")
    assert sid

    with database().engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM sign_in_session").all()
        codes = connection.exec_driver_sql("SELECT * FROM one_time_code").all()

    assert sid.value not in repr(kept)
    assert steps.newest_code() not in repr(codes)


def test_tokens_planted_before_sign_in_are_worth_nothing_after(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    visitor.set_cookie("sid", "planted")
    visitor.set_cookie("pre", "planted")
    visitor.set_cookie("dev", "planted")
    seed = visitor.token("/sign-in")

    steps.walk_in(visitor, someone)

    for name in ("sid", "dev"):
        cookie = visitor.get_cookie(name)
        assert cookie
        assert cookie.value != "planted"
    thief = steps.browser(app)
    thief.set_cookie("sid", "planted")
    assert thief.get("/account").location == "/sign-in"
    assert visitor.post("/sign-out", data={"csrf_token": seed}).status_code == 400


def test_cookies_are_closed_to_scripts_and_other_sites(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    answer = steps.type_code(visitor, steps.newest_code())

    for cookie in answer.headers.getlist("Set-Cookie"):
        if cookie.startswith(("sid=", "dev=")):
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert "Path=/" in cookie
            assert "Domain" not in cookie


def test_a_form_without_the_sites_token_changes_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.commit()

    answer = visitor.post("/sign-in", data={"personal_id": someone.personal_id})

    assert answer.status_code == 400
    assert steps.messages() == []
