"""How long the traces of messages are kept: 30 days after they left or died.

Whom a message was for and what it said went at once; what goes here is that there was one.
"""

from datetime import timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import Database
from portal.notifications.models import OutboxMessage

KEPT = timedelta(days=30)
_ENDED_BEFORE = sa.delete(OutboxMessage).where(
    sa.or_(
        OutboxMessage.sent_at < sa.bindparam("until"), OutboxMessage.dead_at < sa.bindparam("until")
    )
)


def tidy(database: Database) -> int:
    """Delete messages that ended longer ago than that; return how many went."""
    with database.transaction() as connection:
        return connection.execute(_ENDED_BEFORE, {"until": clock.now() - KEPT}).rowcount
