"""The personal code: asked after a right one-time code, or set for the first time there."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import personal_code
from portal.accounts.forms import NewPinForm, PinForm
from portal.accounts.limits import PASSED_LASTS
from portal.accounts.public import public
from portal.accounts.queries import Attempt
from portal.accounts.views.blueprint import blueprint, current_attempt, go
from portal.accounts.views.code import enter
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show


def _attempt_here(*, has_pin: bool) -> Attempt | Response:
    """Return the sign-in whose code was right, or the page the browser belongs on."""
    if current_user.is_authenticated:
        return go("overview.home")
    attempt = current_attempt()
    if attempt is None:
        return go("accounts.sign_in")
    if attempt.code_passed_at is None:
        return go("accounts.code")
    if clock.now() - attempt.code_passed_at >= PASSED_LASTS:
        return go("accounts.sign_in")
    if (attempt.pin_hash is not None) is not has_pin:
        return go("accounts.set_first_pin" if has_pin else "accounts.pin")
    return attempt


@blueprint.get("/sign-in/pin")
@public
def pin() -> ResponseReturnValue:
    """Ask for the personal code."""
    attempt = _attempt_here(has_pin=True)
    if isinstance(attempt, Response):
        return attempt
    return show("accounts/pin.html", form=PinForm(formdata=None))


@blueprint.post("/sign-in/pin")
@public
def check_pin() -> ResponseReturnValue:
    """Let a right personal code in."""
    attempt = _attempt_here(has_pin=True)
    if isinstance(attempt, Response):
        return attempt
    form = PinForm()
    try:
        personal_code.check_at_sign_in(attempt, form.value())
    except RuleBroken as refusal:
        return show("accounts/pin.html", form=form.refuse(refusal), status=422)
    return enter(attempt)


@blueprint.get("/account/pin/set")
@public
def set_first_pin() -> ResponseReturnValue:
    """Ask for a first personal code before the record opens."""
    attempt = _attempt_here(has_pin=False)
    if isinstance(attempt, Response):
        return attempt
    return show("accounts/set_first_pin.html", form=NewPinForm(formdata=None))


@blueprint.post("/account/pin/set")
@public
def save_first_pin() -> ResponseReturnValue:
    """Set the first personal code, and enter."""
    attempt = _attempt_here(has_pin=False)
    if isinstance(attempt, Response):
        return attempt
    form = NewPinForm()
    try:
        personal_code.set_first(attempt, form.value())
    except RuleBroken as refusal:
        return show("accounts/set_first_pin.html", form=form.refuse(refusal), status=422)
    return enter(attempt)
