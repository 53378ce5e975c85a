"""How the database means to carry out a statement: which tables it reads from end to end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bench.province.columns import COLUMNS

# Tables that `bench.province` fills for every resident. In a small commune the others have too
# few rows for their plans to say anything.
GROWING = COLUMNS.keys() - {
    "facility", "village", "staff_member", "staff_role", "cash_box", "fee_unit", "fee_terms",
    "fee_receipt_counter", "service_case", "consent", "consent_section",
}  # fmt: skip
# What is left to choose from are steps into an index: a small table is read whole by preference.
_STEPS_ONLY = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material")
Statement = tuple[str, Any]


@contextmanager
def sent_by(engine: Engine) -> Iterator[list[Statement]]:
    """Collect the reads that are sent within the block, with their values."""
    sent: list[Statement] = []

    def collect(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, values))

    sa.event.listen(engine, "before_cursor_execute", collect)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", collect)


def read_whole(connection: Connection, statement: str, values: Any) -> set[str]:
    """Return the growing tables of which a statement reads every row, on PostgreSQL."""
    for setting in _STEPS_ONLY:
        connection.exec_driver_sql(f"SET LOCAL {setting} = off")
    return chosen_whole(connection, statement, values)


def chosen_whole(connection: Connection, statement: str, values: Any) -> set[str]:
    """Return the growing tables PostgreSQL chooses to read from end to end, as on an SSD."""
    connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")
    [plan] = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    tables = {node["Relation Name"] for node in _nodes(plan["Plan"]) if _is_whole(node)}
    return tables & GROWING


def _is_whole(node: dict[str, Any]) -> bool:
    """Say that a node reads a table without a place to begin and to end."""
    of_a_table = "Relation Name" in node
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan", "Bitmap Heap Scan")
    return of_a_table and not (by_index and ("Index Cond" in node or "Recheck Cond" in node))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
