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


# Between two machines of one kind that did nothing else: ratios of one commit lay up to a third
# apart there (docs/measurements.md). `make bench` compares.
RECORDED = {
    "sqlite": {
        "record": Recorded(2.70, 8),
        "immunisations": Recorded(5.30, 5),
        "visit": Recorded(2.95, 6),
        "home": Recorded(3.00, 7),
        "visits": Recorded(3.75, 4),
        "access log": Recorded(2.45, 4),
        "fee": Recorded(3.35, 5),
    },
    "postgresql": {
        "record": Recorded(2.88, 8),
        "immunisations": Recorded(4.25, 5),
        "visit": Recorded(2.56, 6),
        "home": Recorded(2.65, 7),
    },
}
