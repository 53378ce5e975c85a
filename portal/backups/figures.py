"""What a database holds, in figures: to be the same before a backup and after its restore."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection

from portal.audit import heads


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The revision, the rows of each table, and one digest over where all chains of the log end."""

    revision: str
    rows: Mapping[str, int]
    log_end: str

    def differences(self, other: "Figures") -> Iterator[str]:
        """Yield what is not the same in another database."""
        for table in sorted({*self.rows, *other.rows}):
            mine, theirs = self.rows.get(table, 0), other.rows.get(table, 0)
            if mine != theirs:
                yield f"{table}: {mine} rows, and {theirs} after the restore"
        if self.revision != other.revision:
            yield f"revision {self.revision}, and {other.revision} after the restore"
        if self.log_end != other.log_end:
            yield "the log ends elsewhere after the restore"


def figures_of(connection: Connection) -> Figures:
    """Count; the caller's transaction makes it one moment."""
    tables = sorted(sa.inspect(connection).get_table_names())
    return Figures(
        revision=MigrationContext.configure(connection).get_current_revision() or "",
        rows={name: _rows(connection, name) for name in tables},
        log_end=_log_end(connection),
    )


def _rows(connection: Connection, table: str) -> int:
    counted = sa.select(sa.func.count()).select_from(sa.table(table))
    return int(connection.execute(counted).scalar_one())


def _log_end(connection: Connection) -> str:
    digest = hashlib.sha256()
    for chain, position, end in connection.execute(heads.ALL):
        digest.update(chain.bytes + position.to_bytes(8, "big") + bytes(end))
    return digest.hexdigest()
