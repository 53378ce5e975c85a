"""How the portal reaches its database."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Connections:
    """What one process may open, and how long it waits.

    A page takes a connection late and one at a time as a rule; `pool_size` is for the threads
    of one process (deploy/portal-web.service), `overflow` for those that read while they change.
    `longest_statement` is what nobody waits longer for on a page; commands have more (kernel.db).
    `longest_wait` is how long a change waits for a row that another one holds.
    `pgbouncer` says that connections are shared by transaction, so nothing may outlive one.
    """

    pool_size: int = 8
    overflow: int = 16
    seconds_for_one: int = 5
    seconds_to_connect: int = 3
    longest_statement: str = "5s"
    longest_wait: str = "2s"
    pgbouncer: bool = False

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        if self.pool_size < 1 or self.overflow < 0:
            yield "PORTAL_POOL_SIZE must be 1 or more, PORTAL_POOL_OVERFLOW 0 or more"
        if not (1 <= self.seconds_for_one <= 30 and 1 <= self.seconds_to_connect <= 30):
            yield "PORTAL_POOL_WAIT and PORTAL_CONNECT_TIMEOUT are seconds, 1 to 30"
