"""Geometry of lines over time: numbers in, points of an SVG 330 wide out.

No markup and no words are made here: the caller brings title, conclusion and the functions
that write numbers and days; `templates/components/chart.html` draws. Only the first and
the last figure and the limits are labelled (design guide §6).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portal.kernel.axes import Mark, Point, Scale, Tick, beside, line_of, nice_steps, spaced

WriteNumber = Callable[[float], str]
WriteDay = Callable[[date], str]


class Target(NamedTuple):
    """A dashed line, its figure, and the series it belongs to."""

    y: int
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Series:
    """One line of figures by day, and the limit it is held against."""

    name: str
    points: tuple[tuple[date, float], ...]
    target: float | None = None


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    number: int
    name: str
    line: str
    points: tuple[Point, ...]
    first: Mark
    last: Mark


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One or two series over time, with their targets."""

    height: int
    title: str
    summary: str
    grid: tuple[Tick, ...]
    targets: tuple[Target, ...]
    days: tuple[Tick, ...]
    series: tuple[DrawnSeries, ...]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line 92 × 34 with its last point marked."""

    line: str
    x: int
    y: int
    tone: str


TREND_HEIGHT, TREND_X, TREND_Y = 250, (52, 250), (214, 30)


def trend_chart(
    series: Sequence[Series], *, title: str, summary: str, number: WriteNumber, day: WriteDay
) -> TrendChart:
    """Place one or two series; each needs at least one point, oldest first."""
    days = sorted({on for each in series for on, _ in each.points})
    limits = [each.target for each in series if each.target is not None]
    values = [value for each in series for _, value in each.points] + limits
    steps = nice_steps(min(values), max(values))
    up = Scale(steps[0], steps[-1], *TREND_Y)
    along = _days_scale(days)
    targets = tuple(
        Target(round(up.at(each.target)), number(each.target), place)
        for place, each in enumerate(series, 1)
        if each.target is not None
    )
    return TrendChart(
        height=TREND_HEIGHT,
        title=title,
        summary=summary,
        grid=beside(
            (target.y for target in targets), (Tick(round(up.at(s)), number(s)) for s in steps)
        ),
        targets=targets,
        days=spaced([Tick(round(along.at(on.toordinal())), day(on)) for on in days]),
        series=tuple(_drawn(n, each, along, up, number) for n, each in enumerate(series, 1)),
    )


def _drawn(number: int, series: Series, along: Scale, up: Scale, write: WriteNumber) -> DrawnSeries:
    points = tuple(
        Point(round(along.at(on.toordinal())), round(up.at(value))) for on, value in series.points
    )
    first = write(series.points[0][1]) if len(points) > 1 else ""
    return DrawnSeries(
        number=number,
        name=series.name,
        line=line_of(points),
        points=points,
        first=Mark(*points[0], first),
        last=Mark(*points[-1], write(series.points[-1][1])),
    )


def _days_scale(days: Sequence[date]) -> Scale:
    first, last = days[0].toordinal(), days[-1].toordinal()
    if first == last:  # a single day stands at the end, where its figure has room
        return Scale(first - 1, last, *TREND_X)
    return Scale(first, last, *TREND_X)


def sparkline(values: Sequence[float], tone: str) -> Sparkline:
    """Place figures in order of time; the tone colours the last one."""
    along = Scale(0, max(len(values) - 1, 1), 5, 87)
    low, high = min(values), max(values)
    up = Scale(low, high, 29, 5) if low < high else Scale(low - 1, low + 1, 29, 5)
    last = len(values) - 1
    points = [Point(round(along.at(n)), round(up.at(value))) for n, value in enumerate(values)]
    return Sparkline(line=line_of(points), x=points[last].x, y=points[last].y, tone=tone)
