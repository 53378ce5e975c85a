"""Codes of an authenticator app (RFC 6238): 30 seconds, six digits, one step either way."""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
FOLLOWS_WITHIN = 4  # steps: time to read the next code, or the one after it
_UNUSED = "A" * 32


def new_secret() -> str:
    """Return a secret of 160 bits, base32."""
    return pyotp.random_base32(32)


def matching_step(secret: str | None, digits: str, now: datetime) -> int | None:
    """Return the time step a code belongs to, or None; without a secret nothing fits.

    All three steps are computed whatever fits.
    """
    app = pyotp.TOTP(secret or _UNUSED)
    current = int(now.timestamp()) // STEP_SECONDS
    steps = [
        step
        for step in (current - 1, current, current + 1)
        if hmac.compare_digest(app.generate_otp(step), digits)
    ]
    return steps[-1] if steps and secret else None


def follows(first: int | None, step: int) -> bool:
    """Say whether a code's step comes shortly after the step of the code typed before it."""
    return first is not None and first < step <= first + FOLLOWS_WITHIN


def setup_uri(secret: str, id_tail: str) -> str:
    """Return what the app reads from the square: the service, and no more than the ID's tail."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"...{id_tail}", issuer_name="Ho so suc khoe")


def staff_uri(secret: str, staff_name: str) -> str:
    """Return what the app of a member of staff reads; the name tells apart several accounts."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff_name, issuer_name="Ho so suc khoe")
