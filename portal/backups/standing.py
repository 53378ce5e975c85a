"""Are there backups, and do they open? Asked by operators and by the self-check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.backups import drills
from portal.backups.drills import Drill
from portal.backups.folder import AHEAD, backups_in, moment_of, of_a_time_to_come

OLDEST = timedelta(hours=26)  # a day, and two hours for a machine that was off
DRILLED_WITHIN = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The newest backup and the newest drill; and files named by a clock that was wrong."""

    made_at: datetime | None
    drill: Drill | None
    to_come: Sequence[str]

    def is_recent(self, now: datetime) -> bool:
        """Say whether the newest backup is of this day or the last."""
        return self.made_at is not None and now - self.made_at <= OLDEST

    def was_tried(self, now: datetime) -> bool:
        """Say whether the newest drill passed, and is not too old."""
        drill = self.drill
        return drill is not None and drill.passed and -AHEAD <= now - drill.at <= DRILLED_WITHIN

    def faults(self, now: datetime) -> Iterator[str]:
        """Yield what an operator has to see to."""
        for name in self.to_come:
            yield f"{name} is of a time to come: a clock was wrong; rename it, or take it away"
        if self.made_at is None:
            yield "there is no backup"
        elif not self.is_recent(now):
            yield f"the newest backup is of {self.made_at:%Y-%m-%d %H:%M} UTC"
        if self.drill is None:
            yield "no backup was ever restored for trial"
        elif not self.drill.passed:
            yield f"the drill of {self.drill.at:%Y-%m-%d} failed"
        elif not self.was_tried(now):
            yield f"the newest drill is of {self.drill.at:%Y-%m-%d}"


def standing_of(folder: Path, now: datetime) -> Standing:
    """Look into a folder of backups."""
    made = backups_in(folder, now)
    return Standing(
        made_at=moment_of(made[0]) if made else None,
        drill=drills.newest_in(folder),
        to_come=[path.name for path in of_a_time_to_come(folder, now)],
    )
