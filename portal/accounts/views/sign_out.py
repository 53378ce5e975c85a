"""Leaving, staying, and what anybody may do: language, help for a lost phone."""

from flask import Response, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import browser, leaving, preferences
from portal.accounts.public import public
from portal.accounts.signed_in import current_resident, signed_in_resident, touch
from portal.accounts.views.blueprint import blueprint, current_attempt, go
from portal.kernel import clock
from portal.kernel.i18n import LANGUAGES
from portal.kernel.pages import LANGUAGE_COOKIE, show

LEAVING = frozenset({"accounts.sign_out", "staff.sign_out"})


def left_behind(response: Response) -> Response:
    """Take the session from the browser, and everything it may have kept of the pages."""
    cookie.clear()
    browser.forget_pages(response)
    browser.take(response, browser.ATTEMPT)
    return browser.take(response, browser.SESSION)


@blueprint.after_app_request
def leave_the_browser_clean(response: Response) -> Response:
    """Let whoever leaves a shared phone be out of it also where that could not be written.

    The session itself then ends by idleness; the browser no longer has what opens it.
    """
    failed = response.status_code >= 500
    return left_behind(response) if failed and request.endpoint in LEAVING else response


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session; also without one, the browser is left clean."""
    leaving.end_whoever_is_here()
    return left_behind(go("accounts.signed_out"))


@blueprint.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Say that nobody is signed in any more, and whether idleness was the reason."""
    page = show("accounts/signed_out.html", idle_too_long=request.args.get("reason") == "idle")
    return page if current_user.is_authenticated else browser.take(page, browser.SESSION)


@blueprint.get("/lost-phone")
@public
def lost_phone() -> ResponseReturnValue:
    """Say how the station helps without a phone or a personal code."""
    return show("accounts/lost_phone.html")


@blueprint.post("/stay")
def stay_signed_in() -> ResponseReturnValue:
    """Renew the idle time; being asked for is what renews it."""
    touch(current_resident().session_id, clock.now())
    return "", 204


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Show pages, and write messages, in the chosen language from now on."""
    chosen = request.form.get("language", "")
    response = go(_where_one_was())
    if chosen in LANGUAGES:
        if resident := signed_in_resident():
            preferences.choose_language(resident, chosen)
        browser.keep_choice(response, LANGUAGE_COOKIE, chosen)
    return response


def _where_one_was() -> str:
    if current_user.is_authenticated:
        return "overview.home"
    return "accounts.code" if current_attempt() else "accounts.sign_in"
