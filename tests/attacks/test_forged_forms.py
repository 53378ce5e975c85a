"""Another site cannot make a signed-in browser change anything."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": "https://[evil"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "null"},  # what browsers send under Referrer-Policy: no-referrer
    {"Origin": "http://localhost"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
)
CHANGE = "/account/large-text"


def is_large(member: cast.Member) -> bool:
    session.expire_all()
    query = sa.select(Account.large_text).where(Account.id == member.account_id)
    return bool(session.scalars(query).one())


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_changes_nothing_even_with_the_right_token(
    app: Flask, visitor: InspectingClient, headers: dict[str, str]
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.submit("/account", to=CHANGE, headers=headers)

    assert page.status_code == 400
    assert not is_large(lan)


@pytest.mark.parametrize("headers", OWN)
def test_our_own_form_is_taken(
    app: Flask, visitor: InspectingClient, headers: dict[str, str]
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    assert visitor.submit("/account", to=CHANGE, headers=headers).status_code == 303
    assert is_large(lan)


def test_our_own_form_is_taken_over_https_without_a_referrer(
    app: Flask, visitor: InspectingClient
) -> None:
    """Our pages forbid referrers, so a form that demanded one would refuse everybody."""
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    secure = {"wsgi.url_scheme": "https"}

    page = visitor.submit("/account", to=CHANGE, environ_overrides=secure)

    assert page.status_code == 303
    assert is_large(lan)


def test_a_token_of_another_browser_is_refused(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, lan)
    other = InspectingClient(app, use_cookies=True)
    cast.sign_in(other, hung)

    page = visitor.post(CHANGE, data={"csrf_token": other.token("/account")})

    assert page.status_code == 400
    assert not is_large(lan)


def test_reading_an_address_of_a_change_changes_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    rules = list(app.url_map.iter_rules())
    shown = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    for rule in rules:
        if rule.rule not in shown and not rule.arguments:
            assert visitor.get(rule.rule).status_code == 405, rule.rule
            assert visitor.head(rule.rule).status_code == 405, rule.rule
    assert visitor.get("/home").status_code == 200
    assert not is_large(lan)
