"""Pages of staff signing in, locking and unlocking, one module each."""

from portal.staff.views import activate, confirm, lock, sign_in
from portal.staff.views.blueprint import blueprint

__all__ = ["activate", "blueprint", "confirm", "lock", "sign_in"]
