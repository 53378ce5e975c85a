"""Extension objects waiting for an app."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
login_manager = LoginManager()
fence = Limiter(get_remote_address, default_limits=["600 per minute"], swallow_errors=True)
