"""A database nothing can be written to: a standby, a full disk, one mounted read only."""

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from portal.kernel.db import database

HOLD = "SET default_transaction_read_only = on"


def nothing_can_be_written() -> None:
    """Let the application's database refuse every change from now on."""

    @event.listens_for(database().engine, "connect")
    def hold(connection: DBAPIConnection, _record: object) -> None:
        said = "PRAGMA query_only = ON" if database().is_sqlite else HOLD
        connection.cursor().execute(said)
        connection.commit()

    database().engine.dispose()
