"""Ages, time and sides of a representation, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.clock import local
from portal.kernel.errors import RuleBroken
from portal.kernel.partial_date import PartialDate, add_months
from portal.representation.models import EndedAs, RepresentationKind
from portal.representation.rules import (
    LONGEST_MONTHS,
    Span,
    State,
    Term,
    Two,
    check,
    end_of_day,
    end_of_term,
    is_adult,
    is_minor,
    may_end,
    state,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ADULT = PartialDate(date(1990, 1, 1))
CHILD = PartialDate(date(2015, 1, 1))
DELEGATE, PARENT = RepresentationKind.DELEGATE, RepresentationKind.PARENT


def test_a_delegation_of_six_months_ends_with_the_day_before_the_same_day() -> None:
    assert end_of_term(6, NOW) == end_of_day(date(2027, 5, 23))


@given(st.integers(0, 24 * 366 * 12), st.sampled_from(Term))
def test_no_term_on_offer_is_longer_than_twelve_months(hours: int, term: Term) -> None:
    now = NOW + timedelta(hours=hours)
    ends_at = end_of_term(term.months, now)

    check(DELEGATE, Two(person_born=ADULT, representative_born=ADULT), ends_at, now)
    assert now < ends_at
    assert local(ends_at).date() <= add_months(local(now).date(), LONGEST_MONTHS)


@pytest.mark.parametrize(
    ("ends_at", "field"),
    [(None, "ends_at"), (end_of_term(12, NOW) + timedelta(days=1), "ends_at")],
    ids=["without an end", "a day more than 12 months"],
)
def test_a_longer_delegation_is_refused(ends_at: datetime | None, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(DELEGATE, Two(person_born=ADULT, representative_born=ADULT), ends_at, NOW)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "person", "representative", "field"),
    [
        (DELEGATE, CHILD, ADULT, "kind"),
        (PARENT, ADULT, ADULT, "kind"),
        (PARENT, CHILD, CHILD, "representative"),
        (DELEGATE, ADULT, PartialDate.of_year(2008), "representative"),
    ],
    ids=[
        "a child names nobody",
        "an adult has no parent's part",
        "a child acts for nobody",
        "who is perhaps 18 acts for nobody",
    ],
)
def test_ages_that_do_not_fit_are_refused(
    kind: RepresentationKind, person: PartialDate, representative: PartialDate, field: str
) -> None:
    two = Two(person_born=person, representative_born=representative)
    with pytest.raises(RuleBroken) as refusal:
        check(kind, two, end_of_term(1, NOW), NOW)
    assert refusal.value.field == field


@given(st.dates(date(1900, 1, 1), date(2026, 11, 24)))
def test_nobody_is_a_minor_and_an_adult(born: date) -> None:
    day = PartialDate(born)
    assert is_minor(day, date(2026, 11, 24)) is not is_adult(day, date(2026, 11, 24))


def span(**values: object) -> Span:
    usual: dict[str, object] = {
        "kind": DELEGATE,
        "person_born": ADULT,
        "ends_at": NOW + timedelta(days=30),
        "ended_at": None,
        "ended_as": None,
    }
    return Span(**{**usual, **values})  # type: ignore[arg-type]  # a builder of tests


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (span(), State.HOLDS),
        (span(ends_at=NOW), State.RAN_OUT),
        (
            span(
                ends_at=NOW - timedelta(days=9),
                ended_at=NOW - timedelta(days=1),
                ended_as=EndedAs.STATION,
            ),
            State.RAN_OUT,
        ),
        (span(ended_at=NOW, ended_as=EndedAs.REPRESENTED), State.ENDED_BY_PERSON),
        (span(ended_at=NOW, ended_as=EndedAs.REPRESENTATIVE), State.ENDED_BY_REPRESENTATIVE),
        (span(ended_at=NOW, ended_as=EndedAs.STATION), State.ENDED_BY_STATION),
        (span(kind=PARENT, person_born=CHILD, ends_at=None), State.HOLDS),
        (span(kind=PARENT, person_born=ADULT, ends_at=None), State.OF_AGE),
        (span(kind=PARENT, person_born=PartialDate.of_year(2008), ends_at=None), State.OF_AGE),
    ],
)
def test_a_list_says_why_a_representation_is_over(one: Span, expected: State) -> None:
    assert state(one, NOW) is expected


def test_a_child_does_not_end_what_a_parent_does() -> None:
    assert not may_end(PARENT, EndedAs.REPRESENTED)
    assert may_end(PARENT, EndedAs.REPRESENTATIVE)
    assert may_end(DELEGATE, EndedAs.REPRESENTED)
