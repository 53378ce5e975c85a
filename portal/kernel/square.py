"""A code as a square to be photographed, drawn as one path."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import segno

QUIET_ZONE = 4


@dataclass(frozen=True, kw_only=True)
class Square:
    """The side in modules, the quiet zone included, and the path of the dark ones."""

    size: int
    path: str = field(repr=False)


def square_of(text: str) -> Square:
    """Draw a text; the drawing carries nothing else."""
    made = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in made.matrix]
    return Square(size=len(rows) + 2 * QUIET_ZONE, path=" ".join(_dark_runs(rows)))


def png_of(text: str) -> bytes:
    """Draw a text as a picture to be kept; ten dots a module, the quiet zone included."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=10, border=QUIET_ZONE)
    return picture.getvalue()


def _dark_runs(rows: list[list[int]]) -> Iterator[str]:
    for y, row in enumerate(rows, QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row, bool):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
