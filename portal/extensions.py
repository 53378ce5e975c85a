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


fence = Limiter(
    get_remote_address,
    default_limits=["600 per minute"],
    default_limits_exempt_when=only_reads,
    swallow_errors=True,
)
