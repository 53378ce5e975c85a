"""Where chains end: the line a new one is put behind."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from portal.audit.chain import GENESIS, Head
from portal.audit.models import LINES


def _newest(column: sa.ColumnElement[Any], chain: Any) -> sa.ScalarSelect[Any]:
    line = sa.alias(LINES)
    return (
        sa.select(line.c[column.name])
        .where(line.c.chain == chain)
        .order_by(line.c.position.desc())
        .limit(1)
        .scalar_subquery()
    )


def head_position(chain: Any) -> sa.ScalarSelect[Any]:
    """Select the position of a chain's newest line; NULL where there is none.

    For a statement that looks a person up anyway: with `head_hash` it spares `note` its own.
    """
    return _newest(LINES.c.position, chain)


def head_hash(chain: Any) -> sa.ScalarSelect[Any]:
    """Select the hash of a chain's newest line; NULL where there is none."""
    return _newest(LINES.c.hash, chain)


def head_from(position: int | None, digest: bytes | None) -> Head:
    """Return the head these two selected values mean."""
    if position is None or digest is None:
        return GENESIS
    return Head(position, bytes(digest))


_ONE = (
    sa.select(LINES.c.position, LINES.c.hash)
    .where(LINES.c.chain == sa.bindparam("chain"))
    .order_by(LINES.c.position.desc())
    .limit(1)
)


def _each(given: sa.FromClause) -> sa.Select[Any]:
    chain = sa.type_coerce(given.c.value, sa.Uuid())
    return sa.select(chain, head_position(chain), head_hash(chain)).select_from(given)


# One step into the index for each chain, however long it is.
_SOME = {
    "sqlite": _each(sa.func.json_each(sa.bindparam("chains")).table_valued("value")),
    "postgresql": _each(
        sa.func.unnest(sa.bindparam("chains", type_=ARRAY(sa.Uuid())))
        .table_valued(sa.column("value", sa.Uuid()), name="given")
        .render_derived()
    ),
}
_LAST = sa.select(LINES.c.chain, sa.func.max(LINES.c.position).label("position")).group_by(
    LINES.c.chain
)
_ENDS = _LAST.subquery()
ALL = (
    sa.select(LINES.c.chain, LINES.c.position, LINES.c.hash)
    .join(_ENDS, sa.and_(_ENDS.c.chain == LINES.c.chain, _ENDS.c.position == LINES.c.position))
    .order_by(LINES.c.chain)
)


def heads_of(connection: Connection, chains: Collection[UUID]) -> dict[UUID, Head]:
    """Return the head of each of these chains, in one statement."""
    if len(chains) == 1:
        [chain] = chains
        row = connection.execute(_ONE, {"chain": chain}).one_or_none()
        return {chain: head_from(*row) if row else GENESIS}
    kind = connection.dialect.name
    given = json.dumps([chain.hex for chain in chains]) if kind == "sqlite" else list(chains)
    found = connection.execute(_SOME[kind], {"chains": given})
    return {chain: head_from(position, digest) for chain, position, digest in found}
