"""One person's lines as a file they can check without us (tools/check_log.py)."""

from typing import Any
from uuid import UUID

from portal.audit import checkpoints, reading
from portal.audit.chain import body_of
from portal.kernel import clock
from portal.kernel.db import reads

FORMAT = "portal-log-1"


def export_of(person_id: UUID) -> dict[str, Any]:
    """Return every line of a person's chain, and its newest signed end."""
    lines = [
        {
            "position": row["position"],
            "previous": row["previous"].hex(),
            "hash": row["hash"].hex(),
            "body": body_of(row),
        }
        for row in reading.rows(reads(), reading.OF_CHAIN, owner=person_id)
    ]
    return {
        "format": FORMAT,
        "chain": str(person_id),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "lines": lines,
        "checkpoint": checkpoints.newest_of(person_id),
    }
