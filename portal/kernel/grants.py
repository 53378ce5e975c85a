"""What the portal's own role may do in PostgreSQL: everything but what is never done.

Another role owns the tables and migrates. What a table's triggers refuse to everybody, the
portal's role is not even allowed: the log, the moves of money, consents and what else only grows.
So a hole in the portal cannot drop a trigger first. The grants are read from the triggers, and
follow the schema: `flask db grant` is run after each migration.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# A trigger refuses when its whole function is one exception, whatever the row.
_TABLES = sa.text(r"""
WITH refusal AS (
    SELECT tgrelid AS relid, tgtype, tgattr
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal
      AND prosrc ~ '^\s*BEGIN\s+RAISE EXCEPTION [^;]*;\s*END;?\s*$'
      AND (tgqual IS NULL OR pg_get_triggerdef(pg_trigger.oid) LIKE '% WHEN (true) %')
)
SELECT relname AS name,
    NOT EXISTS (SELECT FROM refusal WHERE relid = oid AND tgtype & 8 > 0) AS deletes,
    ARRAY(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = oid AND attnum > 0 AND NOT attisdropped
          AND NOT EXISTS (
              SELECT FROM refusal
              WHERE relid = attrelid AND tgtype & 16 > 0
                AND (cardinality(tgattr::int2[]) = 0 OR attnum = ANY (tgattr::int2[]))
          )
        ORDER BY attnum
    ) AS updates,
    EXISTS (SELECT FROM refusal WHERE relid = oid AND tgtype & 16 > 0) AS keeps_columns
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
ORDER BY relname
""")
READ_ONLY = frozenset({"alembic_version"})


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table; `updates` are the columns that may change, `keeps_columns` says not all may."""

    name: str
    deletes: bool
    updates: list[str]
    keeps_columns: bool

    def rights(self, quoted: "sa.sql.compiler.IdentifierPreparer") -> str:
        """Return the rights as GRANT writes them."""
        if self.name in READ_ONLY:
            return "SELECT"
        rights = ["SELECT", "INSERT"]
        if not self.keeps_columns:
            rights.append("UPDATE")
        elif self.updates:
            rights.append(f"UPDATE ({', '.join(map(quoted.quote, self.updates))})")
        return ", ".join([*rights, *(["DELETE"] if self.deletes else [])])


def tables(connection: Connection) -> list[Table]:
    """Return every table with what its triggers let anybody do."""
    return [Table(**row._mapping) for row in connection.execute(_TABLES)]


def grant(connection: Connection, role: str) -> None:
    """Give a role exactly what the portal needs, and take back whatever else it had."""
    quoted = connection.dialect.identifier_preparer
    to = quoted.quote(role)
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}")
    connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA public FROM {to}")
    for table in tables(connection):
        name = quoted.quote(table.name)
        connection.exec_driver_sql(f"GRANT {table.rights(quoted)} ON {name} TO {to}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}")
