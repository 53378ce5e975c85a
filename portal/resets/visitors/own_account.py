"""Stopping a reset from a phone that is signed in: its owner is still there."""

from flask import flash
from flask.typing import ResponseReturnValue

from portal.accounts.fresh import require_fresh
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import go
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.resets import cancelling, own
from portal.resets.blueprint import blueprint


@blueprint.get("/account/new-phone")
@require_fresh
def under_way() -> ResponseReturnValue:
    """Say what was allowed, and offer to end it."""
    found = own.under_way(current_resident().account_id)
    if found is None:
        return go("accounts.account")
    return show("resets/under_way.html", found=found)


@blueprint.post("/account/new-phone/stop")
@require_fresh
def end_under_way() -> ResponseReturnValue:
    """End it: what opened the account until now goes on opening it."""
    if cancelling.old_factor_used(current_resident().account_id):
        flash(_("The change of phone was stopped. Everything stays as it was"))
    return go("accounts.account")
