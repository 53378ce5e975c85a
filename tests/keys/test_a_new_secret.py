"""PORTAL_SECRET_KEY is changed while forms are open in browsers."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Config, ConfigError, Environment, from_environment
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient, a_browser


def moved_to(config: Config, visitor: InspectingClient, *fallbacks: str) -> InspectingClient:
    """Start the portal with another secret, and go on with the same browser."""
    portal = create_app(
        replace(
            config, secret_key="another, and long enough too" * 2, secret_key_fallbacks=fallbacks
        )
    )
    portal.test_client_class = InspectingClient
    browser = a_browser(portal)
    cookie = visitor.get_cookie("form")
    assert cookie
    browser.set_cookie("form", cookie.value)
    return browser


@pytest.mark.parametrize(("is_known", "status"), [(True, 303), (False, 400)])
def test_a_form_opened_before_is_taken_while_the_old_secret_is_known(
    app: Flask, config: Config, visitor: InspectingClient, is_known: bool, status: int
) -> None:
    typed = {"personal_id": cast.lan().personal_id, "csrf_token": visitor.token("/sign-in")}
    session.commit()

    browser = moved_to(config, visitor, *([config.secret_key] if is_known else []))

    assert browser.post("/sign-in", data=typed).status_code == status
    browser.application.extensions["portal.database"].engine.dispose()


def test_an_old_secret_may_be_no_shorter_than_a_new_one(config: Config) -> None:
    with pytest.raises(ConfigError, match="fallbacks need 32 characters"):
        replace(config, environment=Environment.PRODUCTION, secret_key_fallbacks=("short",))


def test_old_secrets_are_named_one_after_the_other(tmp_path: object) -> None:
    config = from_environment(
        {
            "PORTAL_ENV": "development",
            "PORTAL_INSTANCE": str(tmp_path),
            "PORTAL_SECRET_KEY_FALLBACKS": "first,second",
        }
    )

    assert config.secret_key_fallbacks == ("first", "second")
