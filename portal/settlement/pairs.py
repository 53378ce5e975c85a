"""Two figures of one row that should be one: selected together, told where they differ."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from portal.settlement.differences import Kind

# What is written down, and what is found elsewhere.
Pairs = Mapping[Kind, tuple[Any, Any]]


def columns(pairs: Pairs) -> Iterator[sa.ColumnElement[int]]:
    """Yield both figures of every pair, for a SELECT."""
    for kind, (written, moved) in pairs.items():
        yield written.label(f"{kind}_written")
        yield moved.label(f"{kind}_moved")


def unequal(rows: sa.CTE, pairs: Pairs) -> Iterator[sa.Select[Any]]:
    """Yield for each pair the rows where it does not agree, by number or by moment."""
    for kind in pairs:
        written, moved = rows.c[f"{kind}_written"], rows.c[f"{kind}_moved"]
        yield sa.select(
            sa.literal(kind.value).label("kind"),
            rows.c.year,
            rows.c.number,
            rows.c.came_at,
            written.label("written"),
            moved.label("moved"),
        ).where(written != moved)
