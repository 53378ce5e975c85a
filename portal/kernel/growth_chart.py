"""Geometry of a child's line on the bands of a growth reference.

Numbers in, points of an SVG 330 wide out, as in `kernel.charts`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.axes import Mark, Point, Scale, Tick, age_steps, line_of, nice_steps
from portal.kernel.charts import WriteNumber

GROWTH_HEIGHT, GROWTH_X, GROWTH_Y = 300, (42, 316), (256, 16)


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """A child's line on the bands of a reference: -2 to +2 outside, -1 to +1 inside.

    `high_at`, `median_at` and `low_at` are where the lines can be named: the ends of the
    outer lines, and the median at half the ages.
    """

    height: int
    title: str
    summary: str
    axis: str
    outer: str
    inner: str
    median: str
    high: str
    low: str
    high_at: Point
    median_at: Point
    low_at: Point
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    line: str
    points: tuple[Point, ...]
    last: Mark


def growth_chart(
    lines: Mapping[int, Sequence[tuple[float, float]]],
    own: Sequence[tuple[float, float]],
    *,
    title: str,
    summary: str,
    axis: str,
    number: WriteNumber,
) -> GrowthChart:
    """Place a child's measurements, as (age, value), on reference lines from -2 to +2.

    Ages are in the unit of the lines; measurements outside their ages are left out by the
    caller. `own` needs at least one point.
    """
    ages = [age for age, _ in lines[0]]
    values = [value for z in (-2, 2) for _, value in lines[z]] + [value for _, value in own]
    steps = nice_steps(min(values), max(values))
    up = Scale(steps[0], steps[-1], *GROWTH_Y)
    along = Scale(ages[0], ages[-1], *GROWTH_X)
    drawn = {z: [(along.at(age), up.at(value)) for age, value in lines[z]] for z in lines}
    points = tuple(Point(round(along.at(age)), round(up.at(value))) for age, value in own)
    half = len(ages) // 2
    return GrowthChart(
        height=GROWTH_HEIGHT,
        title=title,
        summary=summary,
        axis=axis,
        outer=line_of([*drawn[-2], *reversed(drawn[2])]),
        inner=line_of([*drawn[-1], *reversed(drawn[1])]),
        median=line_of(drawn[0]),
        high=line_of(drawn[2]),
        low=line_of(drawn[-2]),
        high_at=_point(drawn[2][-1]),
        median_at=_point(drawn[0][half]),
        low_at=_point(drawn[-2][-1]),
        grid=tuple(Tick(round(up.at(step)), number(step)) for step in steps),
        ticks=tuple(Tick(round(along.at(a)), number(a)) for a in age_steps(ages[0], ages[-1])),
        line=line_of(points),
        points=points,
        last=_last_figure(points[-1], drawn[0], number(own[-1][1])),
    )


def _point(place: tuple[float, float]) -> Point:
    return Point(round(place[0]), round(place[1]))


def _last_figure(point: Point, median: Sequence[tuple[float, float]], label: str) -> Mark:
    """Write the last figure on the side away from the median, inside the frame."""
    _, median_y = min(median, key=lambda place: abs(place[0] - point.x))
    below = point.y > median_y and point.y + 24 < GROWTH_Y[0]
    x = min(max(point.x, GROWTH_X[0] + 24), GROWTH_X[1] - 24)
    return Mark(x, point.y + 34 if below else point.y, label)
