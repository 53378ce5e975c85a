"""How often, and for how long: signing in, sessions, accounts."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How often signing in may be tried (guards the code, never locks the owner out)."""

    code_lifetime: timedelta = timedelta(minutes=5)
    tries_per_code: int = 5
    resend_after: timedelta = timedelta(seconds=60)
    sends_per_quarter_hour: int = 3
    sends_per_day: int = 6
    sends_per_day_known_device: int = 20
    failures_per_day: int = 15
    pin_tries_per_sign_in: int = 5
    pin_tries_per_day: int = 10
    ids_per_source_hour: int = 20
    sends_per_source_ten_minutes: int = 30
    sends_in_all_per_day: int = 20_000


@dataclass(frozen=True, kw_only=True)
class Lifetimes:
    """When a sign-in session ends by itself, and how long a step-up counts."""

    idle_own: timedelta = timedelta(minutes=10)
    idle_shared: timedelta = timedelta(minutes=5)
    absolute: timedelta = timedelta(hours=12)
    known_device: timedelta = timedelta(days=30)
    fresh: timedelta = timedelta(minutes=10)
    counter_code: timedelta = timedelta(hours=24)
    staff_lock: timedelta = timedelta(minutes=5)
    staff_idle: timedelta = timedelta(minutes=15)
    staff_absolute: timedelta = timedelta(hours=8)
    staff_activation: timedelta = timedelta(hours=24)
    staff_unused: timedelta = timedelta(days=45)
    staff_temporary: timedelta = timedelta(days=184)
    reset_request: timedelta = timedelta(hours=24)
    held_in_person: timedelta = timedelta(hours=24)
    held_unseen: timedelta = timedelta(hours=72)
