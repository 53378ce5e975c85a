"""Signing in with a recovery code, and putting a new app in the lost one's place."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import lost_app
from portal.staff.forms import RecoveryForm, StaffCodeForm
from portal.staff.lost_app import Proof
from portal.staff.views.blueprint import blueprint, end_earlier, entered_with_password, go


def _page(form: RecoveryForm, status: int = 200) -> Response:
    return show("staff/lost_app.html", form=form, status=status)


def _app_page(form: StaffCodeForm, proof: Proof, status: int = 200) -> Response:
    return show("staff/new_app.html", form=form, setup=proof.setup, status=status)


@blueprint.get("/lost-app")
@public
def enter_without_app() -> ResponseReturnValue:
    """Ask for staff name, password and a recovery code."""
    return _page(RecoveryForm(formdata=None))


@blueprint.post("/lost-app")
@public
def check_recovery_code() -> ResponseReturnValue:
    """Show the page that sets a new app, before anything else."""
    form = RecoveryForm()
    try:
        proof = lost_app.begin(form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return _app_page(StaffCodeForm(formdata=None), proof)


@blueprint.post("/lost-app/new")
@public
def set_new_app() -> ResponseReturnValue:
    """Use up the recovery code, take the new app and sign in."""
    try:
        proof = lost_app.opened(request.form.get("setup", ""))
    except RuleBroken:
        return go("staff.enter_without_app")
    form = StaffCodeForm()
    try:
        keys = lost_app.finish(proof, form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _app_page(form, proof, 422)
    return entered_with_password(end_earlier(go("staff.enter")), keys)
