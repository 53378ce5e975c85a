"""Taking indexes and constraints off tables before a load, and putting them on again after it."""

import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from psycopg import Connection, sql

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f')
      AND ARRAY[conrelid::regclass::text, confrelid::regclass::text] && %(tables)s
"""
_INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename = ANY(%(tables)s)
"""
Seconds = defaultdict[str, float]  # by table
BUILD_WITH = (
    "SET LOCAL maintenance_work_mem = '512MB'",
    "SET LOCAL max_parallel_maintenance_workers = 1",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One index or constraint of a table, and how to make it again."""

    table: str
    name: str
    kind: str  # p, u, f as PostgreSQL has them; i for an index
    definition: str


def take_off(connection: Connection, tables: Collection[str]) -> list[Part]:
    """Drop everything that is dearer to keep than to build; return it in building order."""
    named = {"tables": list(tables)}
    parts = [Part(*row) for row in connection.execute(_CONSTRAINTS, named)]
    for part in sorted(parts, key=lambda part: part.kind != "f"):
        _run(connection, "ALTER TABLE {} DROP CONSTRAINT {}", part.table, part.name)
    for table, name, definition in connection.execute(_INDEXES, named).fetchall():
        parts.append(Part(table, name, "i", definition))
        _run(connection, "DROP INDEX {}", name)
    return sorted(parts, key=lambda part: "piuf".index(part.kind))


def put_on(connection: Connection, parts: Collection[Part]) -> tuple[Seconds, Seconds]:
    """Build indexes, then check foreign keys; return the seconds of each by table."""
    for setting in BUILD_WITH:
        connection.execute(sql.SQL(setting))
    indexes, keys = Seconds(float), Seconds(float)
    for part in parts:
        began = time.perf_counter()
        if part.kind == "i":
            connection.execute(part.definition.encode())
        else:
            made = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(
                sql.Identifier(part.table), sql.Identifier(part.name)
            )
            connection.execute(made + sql.SQL(part.definition))
        seconds = keys if part.kind == "f" else indexes
        seconds[part.table] += time.perf_counter() - began
    return indexes, keys


def _run(connection: Connection, statement: str, *names: str) -> None:
    made = sql.SQL(statement).format(*map(sql.Identifier, names))
    connection.execute(made)
