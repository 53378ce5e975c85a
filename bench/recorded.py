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


# Of a machine that did nothing else; docs/measurements.md has the figures. `make bench` compares.
RECORDED = {
    "sqlite": {
        "record": Recorded(2.34, 8),
        "immunisations": Recorded(4.48, 5),
        "visit": Recorded(2.51, 6),
        "home": Recorded(2.61, 7),
        "visits": Recorded(3.45, 4),
        "access log": Recorded(2.22, 4),
        "fee": Recorded(3.07, 5),
    },
    "postgresql": {
        "record": Recorded(2.79, 8),
        "immunisations": Recorded(3.85, 5),
        "visit": Recorded(2.50, 6),
        "home": Recorded(2.65, 7),
    },
}
