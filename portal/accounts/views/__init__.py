"""Pages of signing in and of one's own account, one module each."""

from portal.accounts.views import (
    account,
    app,
    code,
    confirm,
    pin,
    sessions,
    sign_in,
    sign_out,
    waiting,
)
from portal.accounts.views.blueprint import blueprint

__all__ = [
    "account",
    "app",
    "blueprint",
    "code",
    "confirm",
    "pin",
    "sessions",
    "sign_in",
    "sign_out",
    "waiting",
]
