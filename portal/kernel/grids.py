"""A table of figures: one way of telling it for the file, the print and the page."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with its heading; numbers are numbers, everything else is text.

    `room` says that the last column is left free, wide enough to be filled in by hand.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    room: bool = False
