"""What the report on resets counts and flags, told by made-up facts without a database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.config import Station
from portal.kernel.months import CalendarMonth, named
from portal.oversight import report_rules
from portal.oversight.report_rules import Flag, ResetFact, Tally, Week
from portal.resets.states import State
from portal.staff.hours import is_after_hours

NOVEMBER = CalendarMonth(date(2026, 11, 1))
NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 9:00 in Viet Nam
HANH, DUNG, THOM = UUID(int=1), UUID(int=2), UUID(int=3)


def a_fact(**other: Any) -> ResetFact:
    values: dict[str, Any] = {
        "id": uuid4(),
        "commune": "Xã Đồng Sen",
        "person_id": uuid4(),
        "new_number_index": b"phone",
        "state": State.ALLOWED,
        "requested_by": HANH,
        "requested_at": NINE,
        "voucher_id": None,
        "vouched_at": None,
        "decided_by": DUNG,
        "decided_at": NINE + timedelta(minutes=20),
        "contested_at": None,
    }
    return ResetFact(**(values | other))


def flags(fact: ResetFact, **other: Any) -> Sequence[Flag]:
    values: dict[str, Any] = {
        "close": set(),
        "shared_phones": set(),
        "after_hours": lambda at: is_after_hours(at, Station()),
    }
    return report_rules.flags_of(fact, **(values | other))


def test_each_deed_counts_with_who_did_it_in_their_week() -> None:
    facts = [
        a_fact(),
        a_fact(state=State.REFUSED, decided_by=THOM),
        a_fact(voucher_id=THOM, vouched_at=NINE, requested_at=NINE - timedelta(days=7)),
    ]

    found = report_rules.by_member_and_week(facts, NOVEMBER)

    this_week, last_week = Week(2026, 48), Week(2026, 47)
    assert found[HANH, this_week] == Tally(asked=2)
    assert found[HANH, last_week] == Tally(asked=1)
    assert found[DUNG, this_week] == Tally(allowed=2)
    assert found[THOM, this_week] == Tally(refused=1, vouched=1)


def test_a_reset_that_was_stopped_counts_with_who_asked() -> None:
    fact = a_fact(state=State.FROZEN, contested_at=NINE + timedelta(hours=3))

    found = report_rules.by_member_and_week([fact], NOVEMBER)

    assert found[HANH, Week(2026, 48)] == Tally(asked=1, contested=1)
    assert found[DUNG, Week(2026, 48)] == Tally(allowed=1)


def test_a_month_begins_and_ends_at_midnight_in_viet_nam() -> None:
    last = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    facts = [
        a_fact(requested_at=last, decided_by=None, decided_at=None),
        a_fact(requested_at=last + timedelta(minutes=1), decided_by=None, decided_at=None),
    ]

    assert report_rules.by_commune(facts, NOVEMBER) == {"Xã Đồng Sen": Tally(asked=1)}


def test_what_is_done_in_working_hours_does_not_stand_out() -> None:
    assert flags(a_fact()) == []


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 10, 0, tzinfo=UTC),  # 17:00
        datetime(2026, 11, 23, 23, 59, tzinfo=UTC),  # 6:59
        datetime(2026, 11, 28, 2, 0, tzinfo=UTC),  # Saturday
    ],
)
@pytest.mark.parametrize("deed", ["requested_at", "decided_at", "vouched_at"])
def test_a_deed_at_night_or_at_a_weekend_stands_out(moment: datetime, deed: str) -> None:
    assert flags(a_fact(**{deed: moment})) == [Flag.AFTER_HOURS]


def test_the_gravest_flag_stands_first() -> None:
    fact = a_fact(requested_at=NINE - timedelta(hours=8))

    found = flags(fact, close={fact.id}, shared_phones={b"phone"})

    assert found == [Flag.CLOSE, Flag.SHARED_PHONE, Flag.AFTER_HOURS]


def test_two_who_always_sign_for_each_other_stand_out_both_ways() -> None:
    [pair] = report_rules.always_together({(HANH, DUNG): 4, (DUNG, HANH): 4, (HANH, THOM): 1})

    assert {pair.one, pair.other} == {HANH, DUNG}
    assert (pair.together, pair.of_all, pair.percent) == (8, 9, 89)


def test_few_requests_say_nothing_about_two() -> None:
    assert report_rules.always_together({(HANH, DUNG): 4}) == []


def test_requests_shared_out_are_no_pair() -> None:
    assert report_rules.always_together({(HANH, DUNG): 5, (HANH, THOM): 5}) == []


@pytest.mark.parametrize(("many", "few"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5)])
def test_a_twentieth_is_drawn_and_always_the_same(many: int, few: int) -> None:
    marks = {UUID(int=number): bytes([number * 7 % 256]) for number in range(many)}

    found = report_rules.drawn(marks)

    assert len(found) == few
    assert found == report_rules.drawn(dict(reversed(marks.items())))


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "2026-00", "2026-1", "26-11", "2026-12", "2026-11 ", "x", "٢٠٢٦-11"]
)
def test_what_is_no_month_is_none(typed: str) -> None:
    assert named(typed) is None


def test_a_month_is_named_by_its_code() -> None:
    assert named("2026-11") == NOVEMBER
    assert NOVEMBER.code == "2026-11"
