"""The day of one dose, and what is questionable about a dose given."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from portal.immunisation.doses import CourseDose, DoseState, GivenDose, Review
from portal.immunisation.schedule import DoseRule
from portal.kernel.partial_date import PartialDate


def timed(dose: CourseDose, previous: CourseDose | None, born: date) -> CourseDose:
    """Give a dose its day, counted from the birth and from the dose before it."""
    rule = dose.rule
    after = born
    if previous is not None and previous.given is not None:
        given_on = previous.given.given_on.latest
        after = rule.interval.after(given_on) if rule.interval else given_on
    return replace(
        dose,
        due_on=max(rule.age.after(born), after),
        earliest_on=max((rule.minimum_age or rule.age).after(born), after),
        last_on=rule.latest_age.after(born) - timedelta(1) if rule.latest_age else None,
    )


def waiting(dose: CourseDose, previous: CourseDose, born: date, today: date) -> CourseDose:
    """Let a dose wait for the one before it.

    Behind a dose still to come it is planned; behind one that is due or late it has a day
    only if its own age leaves time for both, and otherwise the station will give one.
    """
    if previous.state in {DoseState.CANNOT, DoseState.NOT_IN_AREA, DoseState.UNKNOWN}:
        return replace(dose, state=previous.state, reason=previous.reason)
    behind = replace(timed(dose, None, born), waiting_for=previous.label, earliest_on=None)
    before = previous.due_on if previous.state is DoseState.NOT_YET else today
    if before is None or behind.due_on is None:
        return replace(behind, due_on=None)
    after = dose.rule.interval.after(before) if dose.rule.interval else before
    if previous.state is DoseState.NOT_YET:
        return replace(behind, due_on=max(behind.due_on, after))
    return behind if behind.due_on >= after else replace(behind, due_on=None)


def reviews_of(
    given: GivenDose,
    rule: DoseRule,
    born: date,
    previous: GivenDose | None,
    numbers: Iterable[int],
) -> tuple[Review, ...]:
    """Return what a vaccinator should look at again, of a dose given; only what is certain."""
    found = []
    latest = given.given_on.latest
    if rule.minimum_age is not None and latest < rule.minimum_age.after(born):
        found.append(Review.TOO_EARLY)
    if previous is not None and too_close(rule, previous.given_on, given.given_on):
        found.append(Review.TOO_CLOSE)
    if given.number is not None and given.number > 0 and given.number not in set(numbers):
        found.append(Review.NUMBER_DIFFERS)
    return tuple(found)


def too_close(rule: DoseRule, previous: PartialDate, given: PartialDate) -> bool:
    """Say whether two doses are certainly closer than the least interval."""
    return rule.interval is not None and given.latest < rule.interval.after(previous.earliest)
