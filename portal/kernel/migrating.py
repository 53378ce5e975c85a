"""Migrating a database that people are using at that moment.

Each revision is a transaction of its own, so that its locks go with it. It may take its time
once it has them, but it never queues long for one: whoever waits for a lock on a table holds up
everybody behind it. It steps back and tries again instead.
"""

import time

from sqlalchemy.exc import OperationalError

from portal.kernel import migrations
from portal.kernel.db import Database
from portal.kernel.logs import log

TRIES = 60
SECONDS_BETWEEN = 1.0
NO_LOCK = ("55P03", "40P01")  # lock_not_available, deadlock_detected


def upgrade(database: Database, target: str = "head") -> None:
    """Run what is missing up to a target; raise OperationalError where a table is never free."""
    with database.transaction() as connection:
        missing = migrations.pending(connection, target)
    for revision in missing:
        _step(database, revision)


def _step(database: Database, revision: str) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with database.transaction() as connection:
                if not database.is_sqlite:
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
                migrations.upgrade(connection, revision)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in NO_LOCK or attempt == TRIES:
                raise
            log.info("migration_steps_back", attempt=attempt)
            time.sleep(SECONDS_BETWEEN)
        else:
            return
