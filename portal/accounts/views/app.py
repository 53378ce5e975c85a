"""Adding an authenticator app, and removing it."""

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from portal.accounts import authenticator, owners
from portal.accounts.authenticator import Setup
from portal.accounts.forms import CodeForm
from portal.accounts.fresh import require_fresh
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import blueprint, go
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show


def _page(form: CodeForm, setup: Setup, *, has_app: bool, status: int = 200) -> Response:
    return show("accounts/app.html", form=form, setup=setup, has_app=has_app, status=status)


@blueprint.get("/account/totp")
@require_fresh
def app() -> ResponseReturnValue:
    """Show the square an app photographs."""
    resident = current_resident()
    owner = owners.owner_of(reads(), resident.account_id)
    setup = authenticator.new_setup(resident, owner.personal_id[-3:])
    return _page(CodeForm(formdata=None), setup, has_app=owner.has_app)


@blueprint.post("/account/totp")
@require_fresh
def add_app() -> ResponseReturnValue:
    """Take the app when its first code is right."""
    resident, form, sealed = current_resident(), CodeForm(), request.form.get("setup", "")
    try:
        authenticator.add(resident, sealed, form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _again(form, sealed)
    flash(_("The app is added. Other devices were signed out"))
    return go("accounts.account")


def _again(form: CodeForm, sealed: str) -> Response:
    """Show the same square once more, or a new one when the form brought none of ours."""
    resident = current_resident()
    owner = owners.owner_of(reads(), resident.account_id)
    tail = owner.personal_id[-3:]
    try:
        setup = authenticator.same_setup(resident, sealed, tail)
    except RuleBroken:
        setup = authenticator.new_setup(resident, tail)
    return _page(form, setup, has_app=owner.has_app, status=422)


@blueprint.post("/account/totp/remove")
@require_fresh
def remove_app() -> ResponseReturnValue:
    """Forget the app."""
    authenticator.remove(current_resident())
    flash(_("The app is removed. Other devices were signed out"))
    return go("accounts.account")
