"""Typing the one-time code, and asking for another."""

from flask import Response, g, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import attempts, browser, leaving, limits, personal_code, proofs, sessions
from portal.accounts.forms import CodeForm
from portal.accounts.public import public
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import config
from portal.accounts.views.blueprint import blueprint, current_attempt, go, this_browser
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import LANGUAGE_COOKIE, show


def _page(attempt: Attempt, form: CodeForm, status: int = 200) -> Response:
    challenge = attempt.challenge
    return show(
        "accounts/code.html",
        form=form,
        id_tail=attempt.id_tail,
        valid_until=challenge.expires_at,
        resend_from=limits.resend_from(challenge.created_at, config().limits),
        status=status,
    )


def _attempt_here() -> Attempt | Response:
    """Return the sign-in that waits for its code, or the page the browser belongs on."""
    if current_user.is_authenticated:
        return go("overview.home")
    attempt = current_attempt()
    if attempt is None:
        return go("accounts.sign_in")
    return go("accounts.pin") if attempt.code_passed_at else attempt


@blueprint.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """Ask for the code."""
    attempt = _attempt_here()
    if isinstance(attempt, Response):
        return attempt
    return _page(attempt, CodeForm(formdata=None))


@blueprint.post("/sign-in/code")
@public
def check_code() -> ResponseReturnValue:
    """Let a right code in, or on to the personal code."""
    attempt = _attempt_here()
    if isinstance(attempt, Response):
        return attempt
    form = CodeForm()
    try:
        token = proofs.prove(attempt, form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(attempt, form, 422)
    return _after(attempt, token)


@blueprint.post("/sign-in/code/resend")
@public
def resend_code() -> ResponseReturnValue:
    """Send another code when it is time for one."""
    attempt = _attempt_here()
    if isinstance(attempt, Response):
        return attempt
    try:
        attempts.resend(attempt, this_browser())
    except RuleBroken as refusal:
        form = CodeForm(formdata=None)
        form.refuse(refusal)
        return _page(attempt, form, 422)
    return go("accounts.code")


def _after(attempt: Attempt, token: str) -> Response:
    if attempt.pin_hash is not None:
        step = go("accounts.pin")
    elif personal_code.must_be_set(attempt):
        step = go("accounts.set_first_pin")
    else:
        return enter(attempt)
    return browser.give(step, browser.ATTEMPT, token, lifetime=attempts.LIFETIME)


def enter(attempt: Attempt) -> Response:
    """Open the session: new tokens, a new form seed, nothing left of the sign-in."""
    opened = sessions.open_for(attempt, this_browser())
    leaving.end_whoever_is_here()
    cookie.clear()
    g.pop("csrf_token", None)
    response = browser.take(go("overview.home"), browser.ATTEMPT)
    browser.give(response, browser.SESSION, opened.session)
    if attempt.language and LANGUAGE_COOKIE not in request.cookies:
        browser.keep_choice(response, LANGUAGE_COOKIE, attempt.language)
    if opened.device:
        lifetime = config().lifetimes.known_device
        browser.give(response, browser.DEVICE, opened.device, lifetime=lifetime)
    return browser.forget_pages(response) if browser.held_a_session(request) else response
