"""What becomes of an unpaid charge: every case as a line of a table."""

from datetime import date
from uuid import UUID

import pytest

from portal.fees.following_rules import Asked, Follows, Home, Lives, follows
from portal.fees.models import WhyCancelled

BEFORE = Home(household_id=UUID(int=1), village_id=UUID(int=11))
SINCE = Home(household_id=UUID(int=2), village_id=UUID(int=12))
DIED, MOVED, MERGED = WhyCancelled.DIED, WhyCancelled.MOVED, WhyCancelled.MERGED

CASES: dict[str, tuple[Lives, WhyCancelled | None, Follows]] = {
    "lives where it was asked": (Lives(home=BEFORE), None, None),
    "moved within the commune": (Lives(home=SINCE), None, SINCE),
    "died": (Lives(died=True, home=BEFORE), None, DIED),
    "died after having left": (Lives(died=True, left_on=date(2026, 3, 1)), None, DIED),
    "left before the year": (Lives(left_on=date(2025, 12, 31)), None, MOVED),
    "left on its first day": (Lives(left_on=date(2026, 1, 1)), None, MOVED),
    "left in the course of the year": (Lives(left_on=date(2026, 11, 1)), None, MOVED),
    "left after the year": (Lives(left_on=date(2027, 1, 1)), None, None),
    "nobody knows where they live": (Lives(), None, None),
    "is another's entry now": (Lives(merged=True, home=BEFORE), None, MERGED),
    "cancelled, and still dead": (Lives(died=True, home=BEFORE), DIED, None),
    "cancelled, and still away": (Lives(left_on=date(2026, 3, 1)), MOVED, None),
    "the death was a mistake": (Lives(home=BEFORE), DIED, BEFORE),
    "came back to another home": (Lives(home=SINCE), MOVED, SINCE),
    "the charge was a mistake": (Lives(home=BEFORE), WhyCancelled.MISTAKE, None),
    "the charge went with a merge": (Lives(home=BEFORE), MERGED, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_unpaid_charge_follows_its_person(
    case: tuple[Lives, WhyCancelled | None, Follows],
) -> None:
    lives, cancelled, becomes = case

    assert follows(Asked(year=2026, home=BEFORE, cancelled=cancelled), lives) == becomes


def test_a_charge_without_a_home_finds_one() -> None:
    assert follows(Asked(year=2026, home=None), Lives(home=SINCE)) == SINCE
