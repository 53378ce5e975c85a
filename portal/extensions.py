"""Extension objects waiting for an app."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
login_manager = LoginManager()


def only_reads() -> bool:
    """Say whether a request changes nothing; counting those would cost more than it saves."""
    return request.method in ("GET", "HEAD", "OPTIONS")


class Fence(Limiter):
    """Counts changes; a request that only reads passes without being looked at."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not only_reads():
            super()._check_request_limit(callable_name, in_middleware)


fence = Fence(get_remote_address, default_limits=["600 per minute"], swallow_errors=True)
