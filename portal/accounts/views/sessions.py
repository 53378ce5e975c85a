"""Where one is signed in, and ending it there."""

from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue

from portal.accounts import overview, sessions
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import blueprint, go
from portal.accounts.views.sign_out import left_behind
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show


@blueprint.get("/account/sessions")
def list_sessions() -> ResponseReturnValue:
    """List the devices that are signed in."""
    devices = overview.devices(reads(), current_resident())
    return show("accounts/sessions.html", devices=devices)


@blueprint.post("/account/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one session; ending this one is signing out."""
    if session_id == current_resident().session_id:
        sessions.sign_out(current_resident())
        return left_behind(go("accounts.signed_out"))
    sessions.end_one(current_resident(), session_id)
    flash(_("That device is signed out"))
    return go("accounts.list_sessions")


@blueprint.post("/account/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    """End every session, this one too."""
    sessions.end_all(current_resident())
    return left_behind(go("accounts.signed_out"))
