"""What the statements of a page cost: how many, buffers read, tables read from end to end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

Statement = tuple[str, Any]
MANY = 2_000  # a small table is read from end to end, and should be


@dataclass(kw_only=True)
class Cost:
    """The statements of one page view as PostgreSQL carried them out."""

    statements: int = 0
    buffers: int = 0
    scanned: set[str] = field(default_factory=set)
    dearest: tuple[int, str] = (0, "")


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Write down every statement that is sent within the block."""
    sent: list[Statement] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost_of(engine: Engine, sent: list[Statement]) -> Cost:
    """Carry out the reads again and add up what they touched; writes are counted only."""
    cost = Cost(statements=len(sent))
    with engine.connect() as connection:
        for statement, parameters in sent:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                _explain(connection, statement, parameters, cost)
        connection.rollback()
    return cost


def _explain(connection: sa.Connection, statement: str, parameters: Any, cost: Cost) -> None:
    explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    [found] = connection.exec_driver_sql(explained, parameters).scalar_one()
    plan = found["Plan"]
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    cost.buffers += buffers
    cost.dearest = max(cost.dearest, (buffers, statement))
    for node in _nodes(plan):
        if node["Node Type"] == "Seq Scan":
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            if rows * node["Actual Loops"] > MANY:
                cost.scanned.add(node["Relation Name"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
