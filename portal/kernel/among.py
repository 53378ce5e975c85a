"""A condition that begins at rows found first, however many rows a table has in all.

PostgreSQL takes an array of which it knows nothing for a short one, and steps into an index for
each of its members. By its own estimates it would rather read a whole table once, until that
table is some fifty times what is wanted: a page would slow down with the province around it.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class among(FunctionElement[bool]):  # noqa: N801  # read as a function of SQL
    """Ask that a column is one of what a statement finds, which is looked for once and first.

    The statement stands alone, even where it reads a table of the one around it.
    """

    type = sa.Boolean()
    inherit_cache = True

    def __init__(
        self, column: sa.SQLColumnExpression[Any], *found: sa.Select[*tuple[Any, ...]]
    ) -> None:
        alone = [one.correlate(None) for one in found]
        all_of_it = alone[0] if len(alone) == 1 else sa.union_all(*alone)
        super().__init__(column, all_of_it.scalar_subquery())


@compiles(among)
def _as_list(condition: among, compiler: SQLCompiler, **how: Any) -> str:
    column, found = condition.clauses
    return f"{compiler.process(column, **how)} IN {compiler.process(found, **how)}"


@compiles(among, "postgresql")
def _as_array(condition: among, compiler: SQLCompiler, **how: Any) -> str:
    column, found = condition.clauses
    return f"{compiler.process(column, **how)} = ANY (ARRAY{compiler.process(found, **how)})"
