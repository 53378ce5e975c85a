"""What a run's file has already spoken about, in memory that does not grow with the file.

Kept as numbers in a private, temporary database of SQLite, which moves to disk what its
small cache cannot hold and is gone with the process. The numbers are Python's own hashes,
salted anew in each process: they tell nothing to whoever finds the file.
"""

import sqlite3
from collections.abc import Hashable, Iterable

_CACHE_KIB = 8 * 1024


class Spoken:
    """The things of all batches that were committed."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._kept.execute("PRAGMA journal_mode=OFF")
        self._kept.execute("CREATE TABLE spoken (thing INTEGER PRIMARY KEY)")
        self._any = False

    def __contains__(self, thing: Hashable) -> bool:
        if not self._any:
            return False
        found = self._kept.execute("SELECT 1 FROM spoken WHERE thing = ?", (hash(thing),))
        return found.fetchone() is not None

    def add(self, things: Iterable[Hashable]) -> None:
        """Add what a committed batch has spoken about."""
        numbers = sorted((hash(thing),) for thing in things)
        self._kept.execute("BEGIN")
        self._kept.executemany("INSERT OR IGNORE INTO spoken VALUES (?)", numbers)
        self._kept.execute("COMMIT")
        self._any = self._any or bool(numbers)

    def close(self) -> None:
        """Let the database go, and its file with it."""
        self._kept.close()
