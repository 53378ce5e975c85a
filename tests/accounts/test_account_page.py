"""One's own account: masked numbers, text size, language, the authenticator app."""

import re

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.kernel.db import database, session
from tests.accounts import steps
from tests.cast import Member, hung, lan, sign_in
from tests.client import InspectingClient
from tests.conftest import Time


def kept(member: Member, column: str) -> object:
    query = sa.select(getattr(Account, column)).where(Account.id == member.account_id)
    with database().engine.connect() as connection:
        return connection.execute(query).scalar_one()


def test_numbers_are_masked_to_their_tail(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    page = visitor.get("/account").text

    assert "•••\u00a0•••\u00a0•••\u00a0999" in page
    assert someone.personal_id not in page
    assert someone.phone not in page
    assert "900000" not in page


def test_the_account_page_is_within_its_statements(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)
    for page in ("/account", "/account/sessions", "/account/pin", "/account/totp"):
        statements.clear()
        visitor.get(page)
        assert len(statements) <= 6, page


def test_large_text_is_kept_for_every_device(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    visitor.submit("/account", to="/account/large-text")
    assert 'data-text="large"' in visitor.get("/account").text

    visitor.submit("/account", to="/account/usual-text")
    assert 'data-text="large"' not in visitor.get("/account").text


@pytest.mark.parametrize(("chosen", "kept_language"), [("en", "en"), ("vi", "vi"), ("xx", "vi")])
def test_the_chosen_language_is_used_for_pages_and_messages(
    app: Flask, visitor: InspectingClient, chosen: str, kept_language: str
) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    visitor.submit("/account", {"language": chosen}, to="/language")

    assert f'<html lang="{kept_language}"' in visitor.get("/account").text
    assert kept(someone, "language") == kept_language


def test_an_english_account_gets_an_english_message(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.execute(sa.update(Account).values(language="en"))
    session.commit()

    steps.type_number(visitor, someone.personal_id)

    code = steps.newest_code()
    assert steps.messages()[-1].text == (
        f"Code: {code}. Valid 5 minutes. Never share it.\n@127.0.0.1 #{code}"
    )


def test_the_language_of_an_account_comes_along_to_a_new_device(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    session.execute(sa.update(Account).values(language="en"))
    session.commit()

    steps.walk_in(visitor, someone)

    assert '<html lang="en"' in visitor.get("/account").text


def test_a_visitor_changes_the_language_without_losing_the_code_page(
    app: Flask, visitor: InspectingClient
) -> None:
    steps.type_number(visitor, "999080000999")

    answer = visitor.submit("/sign-in/code", {"language": "en"}, to="/language")

    assert answer.location == "/sign-in/code"
    assert "Enter the OTP code" in visitor.get("/sign-in/code").text


def add_app(client: InspectingClient, time: Time) -> pyotp.TOTP:
    """Photograph the square and type the first code."""
    page = client.get("/account/totp").text
    key = re.search(r'id="key">([A-Z2-7 ]+)</p>', page)
    setup = re.search(r'name="setup" value="([^"]+)"', page)
    assert key
    assert setup
    app = pyotp.TOTP(key[1].replace(" ", ""))
    code = app.at(int(time.now.timestamp()))
    answer = client.submit("/account/totp", {"setup": setup[1], "code": code})
    assert answer.location == "/account"
    return app


def test_an_app_is_added_once_its_first_code_is_right(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    elsewhere = steps.browser(app)
    steps.walk_in(elsewhere, someone)
    sign_in(visitor, someone)
    page = visitor.get("/account/totp").text
    setup = re.search(r'name="setup" value="([^"]+)"', page)
    assert setup
    assert "style=" not in page

    wrong = visitor.submit("/account/totp", {"setup": setup[1], "code": "000000"})
    assert wrong.status_code == 422
    assert setup[1] in wrong.text
    assert kept(someone, "totp_confirmed_at") is None

    add_app(visitor, time)
    assert kept(someone, "totp_confirmed_at") == time.now
    assert elsewhere.get("/account").location == "/sign-in"


def test_looking_at_the_square_changes_nothing(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    visitor.get("/account/totp")

    assert kept(someone, "totp_secret") is None


def test_a_square_of_somebody_else_is_refused(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone, thief = lan(), hung()
    session.commit()
    stranger = sign_in(steps.browser(app), thief)
    sign_in(visitor, someone)
    page = stranger.get("/account/totp").text
    key = re.search(r'id="key">([A-Z2-7 ]+)</p>', page)
    setup = re.search(r'name="setup" value="([^"]+)"', page)
    assert key
    assert setup
    code = pyotp.TOTP(key[1].replace(" ", "")).at(int(time.now.timestamp()))

    for forged in (setup[1], "x", ""):
        answer = visitor.submit("/account/totp", {"setup": forged, "code": code})
        assert answer.status_code == 422
    assert kept(someone, "totp_secret") is None


def test_an_apps_code_signs_in_once(app: Flask, visitor: InspectingClient, time: Time) -> None:
    someone = hung()
    session.commit()
    authenticator = add_app(sign_in(steps.browser(app), someone), time)
    time.pass_by(seconds=90)
    shown = authenticator.at(int(time.now.timestamp()))

    steps.type_number(visitor, someone.personal_id)
    assert steps.type_code(visitor, shown).location == "/home"

    other = steps.browser(app)
    steps.type_number(other, someone.personal_id)
    assert steps.type_code(other, shown).status_code == 422


@pytest.mark.parametrize(("seconds", "location"), [(-30, "/home"), (30, "/home"), (-90, None)])
def test_an_apps_clock_may_be_one_step_wrong(
    app: Flask, visitor: InspectingClient, time: Time, seconds: int, location: str | None
) -> None:
    someone = hung()
    session.commit()
    authenticator = add_app(sign_in(steps.browser(app), someone), time)
    time.pass_by(minutes=10)

    steps.type_number(visitor, someone.personal_id)
    shown = authenticator.at(int(time.now.timestamp()) + seconds)

    assert steps.type_code(visitor, shown).location == location


def test_an_app_is_removed(app: Flask, visitor: InspectingClient, time: Time) -> None:
    someone = hung()
    session.commit()
    add_app(sign_in(visitor, someone), time)

    answer = visitor.submit("/account/totp", to="/account/totp/remove")

    assert answer.location == "/account"
    assert kept(someone, "totp_secret") is None


def test_the_secret_is_sealed_in_the_database(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    authenticator = add_app(sign_in(visitor, someone), time)

    with database().engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT totp_secret FROM account").scalar_one()

    assert authenticator.secret.encode() not in bytes(raw)
