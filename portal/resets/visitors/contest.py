"""Stopping a reset with the code of a message: type it, read what it does, say yes."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.accounts.views.blueprint import go
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.resets import contesting, stop_codes
from portal.resets.blueprint import blueprint
from portal.resets.visitors.forms import StopForm


def _page(form: StopForm, status: int = 200) -> Response:
    return show("resets/contest.html", form=form, status=status)


@blueprint.get("/contest")
@public
def contest() -> ResponseReturnValue:
    """Ask for the code."""
    return _page(StopForm(formdata=None))


@blueprint.post("/contest")
@public
def check_contest() -> ResponseReturnValue:
    """Say what stopping does where the code is right; nothing has happened yet."""
    form = StopForm()
    try:
        code = form.value()
        stop_codes.check(code, browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return show("resets/contest_confirm.html", code=code)


@blueprint.post("/contest/confirm")
@public
def confirm_contest() -> ResponseReturnValue:
    """Stop the reset; the code is looked up again."""
    form = StopForm()
    try:
        code_mac = stop_codes.check(form.value(), browser.of(request))
        if not contesting.by_code(code_mac):
            raise RuleBroken(_("This was stopped already"), "code")
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return go(".contested")


@blueprint.get("/contest/stopped")
@public
def contested() -> ResponseReturnValue:
    """Say what happens now."""
    return show("resets/contested.html")
