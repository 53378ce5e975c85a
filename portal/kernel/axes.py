"""Axes of a chart: scales, round steps, and labels that do not touch."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LABEL_HEIGHT, LETTER_WIDTH = 15, 8.5


class Point(NamedTuple):
    x: int
    y: int


class Mark(NamedTuple):
    """A point with the figure written beside it ("" for none)."""

    x: int
    y: int
    label: str


class Tick(NamedTuple):
    """A place on an axis and what is written there."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to places."""

    low: float
    high: float
    start: int
    end: int

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def nice_steps(low: float, high: float) -> list[float]:
    """Return three to eight round steps that hold all values, of 1, 2 or 5 times a ten."""
    span = max(high - low, abs(high) * 0.1, 0.1)
    raw = span / 5
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * by for by in (1, 2, 5, 10) if size * by >= raw)
    first = math.floor(round(low / step, 6))
    last = max(math.ceil(round(high / step, 6)), first + 2)
    return [round(step * n, 6) for n in range(first, last + 1)]


def age_steps(first: float, last: float) -> Iterable[int]:
    span = last - first
    step = next((step for step in (1, 3, 6, 12) if span <= step * 6), 24)
    return range(math.ceil(first / step) * step, math.floor(last) + 1, step)


def beside(taken: Iterable[int], grid: Iterable[Tick]) -> tuple[Tick, ...]:
    """Leave out grid lines whose figure would touch the figure of a target."""
    places = list(taken)
    return tuple(t for t in grid if all(abs(t.at - y) >= LABEL_HEIGHT for y in places))


def spaced(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """Keep the last label, then the first, then those with room between."""
    kept = [ticks[-1]]
    for tick in ticks[:-1]:
        if all(abs(tick.at - other.at) >= room(tick, other) for other in kept):
            kept.append(tick)
    return tuple(sorted(kept))


def room(one: Tick, other: Tick) -> float:
    """Return how far apart two labels must stand, by the width of their letters."""
    return (len(one.label) + len(other.label)) / 2 * LETTER_WIDTH + 4


def line_of(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in points)
