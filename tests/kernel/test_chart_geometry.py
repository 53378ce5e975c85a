"""Where the points, lines and figures of a chart stand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.axes import LABEL_HEIGHT, nice_steps, room
from portal.kernel.charts import (
    TREND_X,
    TREND_Y,
    Series,
    TrendChart,
    sparkline,
    trend_chart,
)
from portal.kernel.growth_chart import GROWTH_X, GROWTH_Y, growth_chart

DAYS = [date(2026, m, d) for m, d in [(6, 6), (7, 4), (8, 8), (9, 5), (10, 9), (11, 12)]]
UPPER = Series("Số trên", tuple(zip(DAYS, (162, 158, 151, 148, 145, 142), strict=True)), 140)
LOWER = Series("Số dưới", tuple(zip(DAYS, (98, 95, 92, 90, 88, 86), strict=True)), 90)


def a_trend(*series: Series) -> TrendChart:
    return trend_chart(
        series,
        title="Huyết áp",
        summary="Đang giảm dần",
        number="{:g}".format,
        day=lambda on: f"{on.day}/{on.month}",
    )


def test_pressure_has_two_series_with_first_and_last_figures_and_their_targets() -> None:
    chart = a_trend(UPPER, LOWER)
    assert [each.first.label for each in chart.series] == ["162", "98"]
    assert [each.last.label for each in chart.series] == ["142", "86"]
    assert [(target.label, target.number) for target in chart.targets] == [("140", 1), ("90", 2)]
    assert (chart.days[0].label, chart.days[-1].label) == ("6/6", "12/11")


def test_a_higher_figure_stands_higher_and_a_later_day_further_right() -> None:
    upper, lower = a_trend(UPPER, LOWER).series
    assert upper.last.y < lower.last.y
    assert upper.points[0].y < upper.points[-1].y
    assert [point.x for point in upper.points] == sorted(point.x for point in upper.points)


def test_a_grid_line_gives_way_to_a_target() -> None:
    chart = a_trend(UPPER, LOWER)
    for tick in chart.grid:
        assert all(abs(tick.at - target.y) >= LABEL_HEIGHT for target in chart.targets)


def test_a_single_figure_is_written_once() -> None:
    chart = a_trend(Series("Cân nặng", ((DAYS[0], 54.2),)))
    (series,) = chart.series
    assert (series.first.label, series.last.label) == ("", "54.2")
    assert series.last.x == TREND_X[1]


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (86, 162, [80, 100, 120, 140, 160, 180]),
        (7.8, 8.6, [7.8, 8.0, 8.2, 8.4, 8.6]),
        (2.4, 11.5, [2, 4, 6, 8, 10, 12]),
        (54.2, 54.2, [54, 56, 58]),
    ],
)
def test_steps_are_round(low: float, high: float, steps: list[float]) -> None:
    assert nice_steps(low, high) == steps


@given(st.floats(0.1, 5000), st.floats(0, 5000))
def test_steps_hold_every_value(low: float, more: float) -> None:
    steps = nice_steps(low, low + more)
    assert steps[0] <= low + 1e-6
    assert low + more <= steps[-1] + 1e-6
    assert 3 <= len(steps) <= 8


@given(
    st.lists(st.tuples(st.integers(0, 900), st.floats(20, 300)), min_size=1, max_size=40),
    st.floats(20, 300),
)
def test_everything_stays_inside_the_frame_and_labels_apart(
    figures: list[tuple[int, float]], target: float
) -> None:
    points = tuple((date(2024, 1, 1) + timedelta(day), value) for day, value in sorted(figures))
    chart = a_trend(Series("x", points, target))
    for point in chart.series[0].points:
        assert TREND_X[0] <= point.x <= TREND_X[1]
        assert TREND_Y[1] <= point.y <= TREND_Y[0]
    assert all(b.at - a.at >= room(a, b) for a, b in pairwise(chart.days))
    assert chart.days[-1].at == chart.series[0].points[-1].x


def test_a_childs_line_lies_in_the_bands_of_the_reference() -> None:
    lines = {z: [(month, 3 + month * 0.5 + z * 0.5) for month in range(13)] for z in range(-3, 4)}
    chart = growth_chart(
        lines,
        [(0, 3.1), (9, 7.0)],
        title="Cân nặng",
        summary="Bình thường",
        axis="Tuổi (tháng)",
        number=lambda value: f"{value:g}",
    )
    assert [tick.label for tick in chart.ticks] == ["0", "3", "6", "9", "12"]
    assert chart.last.label == "7"
    assert chart.last.y > chart.points[-1].y, "under the point: the median runs above it"
    assert chart.points[0].x == GROWTH_X[0]
    assert all(GROWTH_Y[1] <= point.y <= GROWTH_Y[0] for point in chart.points)
    assert len(chart.outer.split()) == len(chart.inner.split()) == 26
    assert chart.low.split()[0] in chart.outer.split()


def test_a_sparkline_marks_its_last_figure() -> None:
    falling = sparkline([9.1, 8.6, 7.8], "warn")
    assert (falling.x, falling.y, falling.tone) == (87, 29, "warn")
    level = sparkline([5.0], "ok")
    assert (level.x, level.y) == (5, 17)
