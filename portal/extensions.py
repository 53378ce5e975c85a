"""Extension objects waiting for an app."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
login_manager = LoginManager()


def changes(view: View) -> View:
    """Mark a view that changes something though it is asked by GET."""
    view.changes = True  # type: ignore[attr-defined]  # read by only_reads()
    return view


def only_reads() -> bool:
    """Say whether a request changes nothing; counting those would cost more than it saves."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in ("GET", "HEAD", "OPTIONS") and not getattr(view, "changes", False)


class Fence(Limiter):
    """Counts changes; a request that only reads passes without being looked at."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not only_reads():
            super()._check_request_limit(callable_name, in_middleware)


fence = Fence(get_remote_address, default_limits=["600 per minute"], swallow_errors=True)
