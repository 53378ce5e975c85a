"""Saying what waits after a change at the station, and until when."""

from flask.typing import ResponseReturnValue

from portal.accounts.hold import held_until
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import blueprint, go
from portal.kernel.pages import show


@blueprint.get("/account/waiting")
def waiting() -> ResponseReturnValue:
    """Say it; once nothing waits any more, the account page takes its place."""
    until = held_until(current_resident())
    if until is None:
        return go("accounts.account")
    return show("accounts/waiting.html", until=until)
