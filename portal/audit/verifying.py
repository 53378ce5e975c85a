"""Is the whole log as it was written?"""

from dataclasses import dataclass
from pathlib import Path

from portal.audit import checkpoints, reading
from portal.audit.walk import Broken, Fault, Walk
from portal.kernel.db import Database


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the walk has met: `fault` is None where everything is whole."""

    lines: int
    chains: int
    checkpoints: int
    fault: Fault | None


def verify(database: Database, anchor: Path | None = None) -> Verdict:
    """Walk along every chain; with an anchor file, hold the chains to what was signed."""
    walk, records = Walk(anchors={}), []
    fault = None
    try:
        if anchor is not None:
            records = checkpoints.read(anchor)
            walk.anchors = checkpoints.ends(records)
        with reading.one_moment(database) as connection:
            walk.along(reading.rows(connection, reading.EVERY))
    except Broken as broken:
        fault = broken.fault
    return Verdict(lines=walk.lines, chains=walk.chains, checkpoints=len(records), fault=fault)
