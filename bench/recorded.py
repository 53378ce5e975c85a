"""What the short form of bench.pages found last, and when a page is dearer than that.

A ratio alone cannot tell of a statement more: the bare side sends the portal's own statements too.
So their number is held beside it.
"""

from typing import NamedTuple

ROOM = 1.25  # a busy machine moves a ratio by less


class Recorded(NamedTuple):
    """A page: portal to bare, and its statements from the cookie to the line of the log."""

    ratio: float
    statements: int

    def exceeded_by(self, ratio: float, statements: int) -> list[str]:
        """Return what became dearer."""
        found = [f"DEARER than {self.ratio:.2f}"] if ratio > self.ratio * ROOM else []
        if statements > self.statements:
            found.append(f"MORE STATEMENTS than {self.statements}")
        return found


# docs/performance.md has the figures beside them; `make bench` compares.
RECORDED = {
    "sqlite": {
        "record": Recorded(2.40, 8),
        "immunisations": Recorded(5.96, 5),
        "visit": Recorded(2.60, 6),
        "home": Recorded(2.59, 7),
        "visits": Recorded(3.67, 4),
        "access log": Recorded(3.55, 4),
        "fee": Recorded(4.57, 5),
    },
    "postgresql": {
        "record": Recorded(1.97, 8),
        "immunisations": Recorded(4.92, 5),
        "visit": Recorded(1.98, 6),
        "home": Recorded(1.96, 7),
    },
}
