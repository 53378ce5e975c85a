"""How long the traces of signing in are kept: 30 days."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.models import (
    CounterCode,
    KnownDevice,
    OneTimeCode,
    SignInAttempt,
    SignInSession,
    Throttle,
)
from portal.kernel import clock

KEPT = timedelta(days=30)


def tidy() -> int:
    """Delete what is older than that; return how many rows went. The caller commits."""
    until = clock.now() - KEPT
    return sum(
        change(statement)
        for statement in (
            sa.delete(Throttle).where(Throttle.at < until),
            sa.delete(SignInAttempt).where(SignInAttempt.expires_at < until),
            sa.delete(OneTimeCode).where(
                OneTimeCode.expires_at < until,
                ~sa.exists().where(SignInAttempt.code_id == OneTimeCode.id),
            ),
            sa.delete(CounterCode).where(CounterCode.expires_at < until),
            sa.delete(KnownDevice).where(KnownDevice.expires_at < clock.now()),
            sa.delete(SignInSession).where(SignInSession.expires_at < until),
        )
    )
