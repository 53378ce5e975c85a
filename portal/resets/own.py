"""What the owner of an account sees, signed in, of a reset that was allowed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads
from portal.resets.models import AccountReset
from portal.resets.states import State

_ALLOWED = (
    sa.select(AccountReset.decided_at, AccountReset.expires_at, AccountReset.new_number)
    .where(
        AccountReset.account_id == sa.bindparam("account_id"),
        AccountReset.state == State.ALLOWED,
        AccountReset.expires_at > sa.bindparam("now", type_=AccountReset.expires_at.type),
    )
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """A move to another phone that its slip may still make; of the number only its tail."""

    allowed_at: datetime
    until: datetime
    number_tail: str


def under_way(account_id: UUID) -> UnderWay | None:
    """Return the move that was allowed for an account and is not made yet."""
    values = {"account_id": account_id, "now": clock.now()}
    row = reads().execute(_ALLOWED, values).one_or_none()
    if row is None:
        return None
    return UnderWay(
        allowed_at=row.decided_at, until=row.expires_at, number_tail=row.new_number[-3:]
    )
