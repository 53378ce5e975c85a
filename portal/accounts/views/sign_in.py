"""Typing the number of the identity card."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import attempts, browser, queries
from portal.accounts.forms import SignInForm
from portal.accounts.public import public
from portal.accounts.views.blueprint import blueprint, go, this_browser
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show


def _page(form: SignInForm, status: int = 200) -> Response:
    return show("accounts/sign_in.html", form=form, status=status)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for the number; a browser nobody is remembered in counts as shared."""
    if current_user.is_authenticated:
        return go("overview.home")
    known = queries.is_known_device(reads(), this_browser().device_hash, clock.now())
    return _page(SignInForm(formdata=None, shared_phone=not known))


@blueprint.post("/sign-in")
@public
def begin_sign_in() -> ResponseReturnValue:
    """Send a code, and say the same whether the number has an account or not."""
    if current_user.is_authenticated:
        return go("overview.home")
    form = SignInForm()
    try:
        typed = form.value()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    token = attempts.begin(
        typed.index, typed.tail, shared_device=form.shared_phone.data, browser=this_browser()
    )
    return browser.give(go("accounts.code"), browser.ATTEMPT, token, lifetime=attempts.LIFETIME)
