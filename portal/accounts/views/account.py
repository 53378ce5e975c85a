"""One's own account: what is on file, the personal code, the size of the text."""

from flask import flash
from flask.typing import ResponseReturnValue

from portal.accounts import overview, owners, personal_code, preferences
from portal.accounts.forms import NewPinForm
from portal.accounts.fresh import require_fresh
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import blueprint, go
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """Show one's own account."""
    page = overview.account_page(reads(), current_resident())
    return show("accounts/account.html", account=page)


@blueprint.post("/account/large-text")
def use_large_text() -> ResponseReturnValue:
    """Show every page in large text."""
    preferences.choose_text_size(current_resident(), large=True)
    return go("accounts.account")


@blueprint.post("/account/usual-text")
def use_usual_text() -> ResponseReturnValue:
    """Show every page in text of the usual size."""
    preferences.choose_text_size(current_resident(), large=False)
    return go("accounts.account")


def _pin_page(form: NewPinForm, status: int = 200) -> ResponseReturnValue:
    owner = owners.owner_of(reads(), current_resident().account_id)
    return show(
        "accounts/change_pin.html",
        form=form,
        has_pin=owner.has_pin,
        compulsory=personal_code.is_compulsory(reads(), owner),
        status=status,
    )


@blueprint.get("/account/pin")
@require_fresh
def change_pin() -> ResponseReturnValue:
    """Ask for a new personal code."""
    return _pin_page(NewPinForm(formdata=None))


@blueprint.post("/account/pin")
@require_fresh
def save_pin() -> ResponseReturnValue:
    """Set or change the personal code; other devices are signed out."""
    form = NewPinForm()
    try:
        personal_code.set_new(current_resident(), form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _pin_page(form, 422)
    flash(_("The personal code is set. Other devices were signed out"))
    return go("accounts.account")


@blueprint.post("/account/pin/remove")
@require_fresh
def remove_pin() -> ResponseReturnValue:
    """Remove the personal code where it is not compulsory."""
    form = NewPinForm(formdata=None)
    try:
        personal_code.remove(current_resident())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _pin_page(form, 422)
    flash(_("The personal code is removed. Other devices were signed out"))
    return go("accounts.account")
