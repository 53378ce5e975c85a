"""Opening an account with a slip, in three pages: slip, code on the new phone, personal code."""

from flask import Response, g, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.accounts import browser, leaving
from portal.accounts.browser import Browser
from portal.accounts.forms import NewPinForm
from portal.accounts.limits import PASSED_LASTS
from portal.accounts.public import public
from portal.accounts.views.blueprint import go
from portal.kernel import clock
from portal.kernel.db import database
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.resets import activating, activations, using
from portal.resets.activations import Activation
from portal.resets.blueprint import blueprint
from portal.resets.visitors.forms import NewPhoneCodeForm, SlipForm


def _browser() -> Browser:
    return browser.of(request)


def _give(response: Response, token: str) -> Response:
    return browser.give(response, browser.ATTEMPT, token, lifetime=activating.LIFETIME)


def _activation(*, passed: bool) -> Activation | Response:
    """Return the activation of this browser, or the page the browser belongs on."""
    with database().autocommit.connect() as connection:
        found = activations.activation_of(connection, _browser().attempt_hash)
    now = clock.now()
    if found is None or now - found.started_at >= activating.LIFETIME:
        return go(".activate")
    if found.passed_at is not None and now - found.passed_at >= PASSED_LASTS:
        return go(".activate")
    if (found.passed_at is not None) is not passed:
        return go(".choose_code" if found.passed_at else ".activation_code")
    return found


@blueprint.get("/activate")
@public
def activate() -> ResponseReturnValue:
    """Ask for the number and the letters of the slip."""
    return show("resets/activate.html", form=SlipForm(formdata=None))


@blueprint.post("/activate")
@public
def begin_activation() -> ResponseReturnValue:
    """Go on to the code, and say the same whether number and letters are right or not."""
    form = SlipForm()
    try:
        typed, letters = form.value()
        token = activating.begin(typed, letters, _browser())
    except RuleBroken as refusal:
        return show("resets/activate.html", form=form.refuse(refusal), status=422)
    return _give(go(".activation_code"), token)


def _code_page(found: Activation, form: NewPhoneCodeForm, status: int = 200) -> Response:
    return show("resets/activate_code.html", form=form, valid_until=found.expires_at, status=status)


@blueprint.get("/activate/code")
@public
def activation_code() -> ResponseReturnValue:
    """Ask for the code on the new phone."""
    found = _activation(passed=False)
    if isinstance(found, Response):
        return found
    return _code_page(found, NewPhoneCodeForm(formdata=None))


@blueprint.post("/activate/code")
@public
def check_activation_code() -> ResponseReturnValue:
    """Let a right code on to the personal code."""
    found = _activation(passed=False)
    if isinstance(found, Response):
        return found
    form = NewPhoneCodeForm()
    try:
        token = activating.prove(found, form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _code_page(found, form, 422)
    return _give(go(".choose_code"), token)


@blueprint.get("/activate/personal-code")
@public
def choose_code() -> ResponseReturnValue:
    """Ask for a new personal code."""
    found = _activation(passed=True)
    if isinstance(found, Response):
        return found
    return show("resets/activate_pin.html", form=NewPinForm(formdata=None))


@blueprint.post("/activate/personal-code")
@public
def finish_activation() -> ResponseReturnValue:
    """Let the new phone take over, and sign it in."""
    found = _activation(passed=True)
    if isinstance(found, Response):
        return found
    form = NewPinForm()
    try:
        token = using.use(found, form.value(), _browser())
    except RuleBroken as refusal:
        return show("resets/activate_pin.html", form=form.refuse(refusal), status=422)
    leaving.end_whoever_is_here()
    cookie.clear()
    g.pop("csrf_token", None)
    response = browser.take(go("overview.home"), browser.ATTEMPT)
    browser.give(response, browser.SESSION, token)
    return browser.forget_pages(response) if browser.held_a_session(request) else response
