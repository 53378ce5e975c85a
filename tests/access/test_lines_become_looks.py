"""Half an hour of clicks by one person is one look."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.access.looks import by_day, whole_days
from portal.audit.events import Basis, Event
from tests.access.lines import a_line

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 9:00 in Viet Nam
MIDNIGHT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(("apart", "looks"), [(0, 1), (30, 1), (30.01, 2), (120, 2)])
def test_clicks_within_half_an_hour_are_one_look(apart: float, looks: int) -> None:
    lines = [a_line(MORNING, seq=2), a_line(MORNING - minutes(apart), seq=1)]

    [day] = by_day(lines)

    assert len(day.looks) == looks


def test_a_long_visit_is_one_look_as_long_as_clicks_follow_each_other() -> None:
    lines = [a_line(MORNING - minutes(20 * step), seq=9 - step) for step in range(4)]

    [day] = by_day(lines)

    [look] = day.looks
    assert look.began_at == MORNING - minutes(60)
    assert look.newest.seq == 9


def test_two_people_at_the_same_time_are_two_looks() -> None:
    lines = [
        a_line(MORNING, who="Vi Thị Thơm", seq=4),
        a_line(MORNING - minutes(1), seq=3),
        a_line(MORNING - minutes(2), who="Vi Thị Thơm", seq=2),
        a_line(MORNING - minutes(3), seq=1),
    ]

    [day] = by_day(lines)

    assert [[line.seq for line in look.lines] for look in day.looks] == [[4, 2], [3, 1]]


@pytest.mark.parametrize("other", [{"permitted": False, "basis": None}, {"basis": Basis.EMERGENCY}])
def test_another_outcome_or_basis_is_another_look(other: dict[str, Any]) -> None:
    lines = [a_line(MORNING), a_line(MORNING - minutes(1), **other)]

    [day] = by_day(lines)

    assert len(day.looks) == 2


def test_midnight_in_viet_nam_parts_two_days() -> None:
    lines = [a_line(MIDNIGHT), a_line(MIDNIGHT - minutes(1))]

    assert [day.day for day in by_day(lines)] == [date(2026, 11, 24), date(2026, 11, 23)]


def test_a_feed_is_read_by_nobody() -> None:
    [day] = by_day([a_line(MORNING, basis=Basis.SYSTEM), a_line(MORNING, who="Bé")])
    imported = by_day([a_line(MORNING, basis=None, event=Event.RECORD_IMPORTED)])

    assert [look.by_machine for look in day.looks] == [True, False]
    assert imported[0].looks[0].by_machine


def test_a_page_ends_at_midnight_where_it_can() -> None:
    lines = [
        a_line(MIDNIGHT + minutes(2), seq=4),
        a_line(MIDNIGHT + minutes(1), seq=3),
        a_line(MIDNIGHT - minutes(1), seq=2),
        a_line(MIDNIGHT - minutes(2), seq=1),
    ]

    shown, older_than = whole_days(lines, 3)

    assert ([line.seq for line in shown], older_than) == ([4, 3], 3)


def test_a_day_longer_than_a_page_is_torn() -> None:
    lines = [a_line(MORNING - minutes(step), seq=9 - step) for step in range(4)]

    shown, older_than = whole_days(lines, 3)

    assert ([line.seq for line in shown], older_than) == ([9, 8, 7], 7)


def test_the_last_page_has_nothing_after_it() -> None:
    lines = [a_line(MORNING)]

    assert whole_days(lines, 1) == (lines, None)
