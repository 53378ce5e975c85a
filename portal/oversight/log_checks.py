"""Trying the log from a page: the whole of it while it is short, or what one member touched.

A longer log is tried by `flask audit verify`, which has no page to keep waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.audit import checkpoints, reading
from portal.audit.models import LINES
from portal.audit.verifying import Verdict, verify
from portal.audit.walk import Broken, Fault, Walk
from portal.kernel.db import database, reads

LONGEST = 200_000
MOST_CHAINS = 2_000

_LENGTH = sa.select(sa.func.max(LINES.c.seq))
_CHAINS = (
    sa.select(LINES.c.chain)
    .where(LINES.c.staff_id == sa.bindparam("staff_id"))
    .distinct()
    .order_by(LINES.c.chain)
    .limit(MOST_CHAINS)
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a check came to; `is_partial` when only the first chains were walked."""

    lines: int
    chains: int
    checkpoints: int
    fault: Fault | None
    is_partial: bool = False


def is_too_long() -> bool:
    """Say whether the whole log is more than a page may wait for."""
    return (reads().execute(_LENGTH).scalar_one() or 0) > LONGEST


def check_all() -> Found:
    """Walk along every chain, held to this installation's own signed checkpoints."""
    verdict: Verdict = verify(database(), checkpoints.own_file())
    return Found(
        lines=verdict.lines,
        chains=verdict.chains,
        checkpoints=verdict.checkpoints,
        fault=verdict.fault,
    )


def check_touched_by(staff_id: UUID) -> Found:
    """Walk along every chain in which a member of staff has left a line."""
    chains: Sequence[UUID] = reads().execute(_CHAINS, {"staff_id": staff_id}).scalars().all()
    walk, signed = Walk(anchors={}), 0
    fault = None
    try:
        records = checkpoints.read(checkpoints.own_file())
        signed, ends = len(records), checkpoints.ends(records)
        walk.anchors = {chain: ends[chain] for chain in chains if chain in ends}
        with reading.one_moment(database()) as connection:
            walk.along(
                row
                for chain in chains
                for row in reading.rows(connection, reading.OF_CHAIN, owner=chain)
            )
    except Broken as broken:
        fault = broken.fault
    return Found(
        lines=walk.lines,
        chains=walk.chains,
        checkpoints=signed,
        fault=fault,
        is_partial=len(chains) == MOST_CHAINS,
    )
