"""What ends when somebody leaves a browser, or another person enters it.

A browser holds one session; features above this one register how theirs ends.
"""

from collections.abc import Callable

from flask import Flask, current_app

from portal.accounts import sessions
from portal.accounts.signed_in import signed_in_resident

_KEY = "portal.accounts.leaving"


def also_ends(app: Flask, end: Callable[[], None]) -> None:
    """Call `end` too, in the same transaction; it may find nothing to end."""
    app.extensions.setdefault(_KEY, []).append(end)


def end_whoever_is_here() -> None:
    """End the session this browser holds, whoever it belongs to."""
    if resident := signed_in_resident():
        sessions.sign_out(resident)
    for end in current_app.extensions.get(_KEY, ()):
        end()
