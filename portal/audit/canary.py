"""What the daily trial of the log found. The trial itself looks at a page: overview/canary.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import reading
from portal.audit.events import Event
from portal.audit.models import AuditCanary
from portal.audit.walk import Broken, Walk
from portal.kernel import clock
from portal.kernel.db import database, reads

VALID_FOR = timedelta(hours=26)  # a day, and two hours for a machine that was off
_NEWEST = (
    sa.select(AuditCanary.at, AuditCanary.passed)
    .order_by(AuditCanary.at.desc(), AuditCanary.passed)  # of two at one moment, the bad one
    .limit(1)
)


def fault_of_look(person_id: UUID, request_id: str, after: int) -> str | None:
    """Say what is wrong with the lines of one request about one person; None when nothing.

    Behind position `after` there must be lines of this request only, and the chain whole.
    """
    with reading.one_moment(database()) as connection:
        lines = list(reading.rows(connection, reading.OF_CHAIN, owner=person_id))
    try:
        Walk(anchors={}).along(lines)
    except Broken as broken:
        return f"the chain is broken: {broken.fault.kind.value} at {broken.fault.position}"
    written = [line for line in lines if line["position"] > after]
    if not written:
        return "the look was not written"
    if any(line["request_id"] != request_id for line in written):
        return "another request wrote a line"
    if any(line["event"] != Event.RECORD_SEEN.value for line in written):
        return "the line tells of something else"
    return None


def keep(fault: str | None) -> None:
    """Write down how a trial ended."""
    with database().transaction() as connection:
        connection.execute(
            sa.insert(AuditCanary).values(
                id=uuid4(), at=clock.now(), passed=fault is None, detail=fault or "written"
            )
        )


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One trial of the log: when, and whether the look was written as it should be."""

    at: datetime
    passed: bool

    def is_well(self, now: datetime) -> bool:
        """Say whether it passed and is not too old."""
        return self.passed and now - self.at <= VALID_FOR


def newest() -> Trial | None:
    """Return the newest trial."""
    row = reads().execute(_NEWEST).one_or_none()
    return None if row is None else Trial(at=row.at, passed=row.passed)


def is_well(now: datetime) -> bool:
    """Say whether the newest trial passed and is not too old; nothing is wrong before the first."""
    trial = newest()
    return trial is None or trial.is_well(now)
