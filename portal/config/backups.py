"""Where backups go, and who can open them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Backups:
    """Without a folder none are made here; without a recipient none can be.

    `recipients` are public keys (age), so whoever holds this machine opens no backup.
    `identity` is the file of a private key: on the machine that drills, not on this one.
    `database_url` is a direct way to the database, past a pooler, by a role that reads all;
    `programs` the folder of pg_dump and pg_restore where they are not found by name.
    """

    folder: Path | None = None
    recipients: tuple[str, ...] = ()
    identity: Path | None = None
    database_url: str = ""
    programs: str = ""
