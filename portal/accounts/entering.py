"""What else happens when somebody signs in, in the same transaction.

Features above this one register what a sign-in ends or begins for them.
"""

from collections.abc import Callable
from uuid import UUID

from flask import current_app
from flask.sansio.app import App

_KEY = "portal.accounts.entering"


def also_does(app: App, act: Callable[[UUID], object]) -> None:
    """Call `act` with the account that signs in; it may find nothing to do."""
    app.extensions.setdefault(_KEY, []).append(act)


def somebody_entered(account_id: UUID) -> None:
    """Do what a sign-in does elsewhere."""
    for act in current_app.extensions.get(_KEY, ()):
        act(account_id)
