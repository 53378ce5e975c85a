"""How long the traces of telling and of typing are kept: 30 days. The resets themselves stay."""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.retention import KEPT
from portal.kernel import clock
from portal.resets.activation_models import ResetActivation
from portal.resets.models import ResetNotice


def tidy() -> int:
    """Delete what is older than that; return how many rows went. The caller commits."""
    until = clock.now() - KEPT
    return sum(
        change(statement)
        for statement in (
            sa.delete(ResetActivation).where(ResetActivation.expires_at < until),
            sa.delete(ResetNotice).where(ResetNotice.expires_at < until),
        )
    )
