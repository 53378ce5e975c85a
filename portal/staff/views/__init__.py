"""Pages of staff signing in, locking and unlocking, and of their accounts, one module each."""

from portal.staff.views import (
    activate,
    confirm,
    invitations,
    lock,
    lost_app,
    members,
    recovery,
    sign_in,
)
from portal.staff.views.blueprint import blueprint

__all__ = [
    "activate",
    "blueprint",
    "confirm",
    "invitations",
    "lock",
    "lost_app",
    "members",
    "recovery",
    "sign_in",
]
