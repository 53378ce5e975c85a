"""Invented weights and heights that could be true. Not reference curves of any kind."""

from datetime import date
from decimal import Decimal
from random import Random

from portal.interop.demo.cast import DemoPerson
from portal.kernel.partial_date import whole_months
from portal.people.kinds import Sex

# Age in months, kg, cm of one imagined child; others are a little more or less.
_CHILD = (
    (0, 3.2, 49.0), (1, 4.2, 53.5), (2, 5.1, 57.0), (3, 5.8, 59.5), (4, 6.4, 62.0),
    (6, 7.2, 65.5), (8, 7.8, 68.5), (9, 8.1, 70.0), (12, 8.9, 74.0), (18, 10.2, 80.5),
    (24, 11.5, 86.0), (36, 13.8, 95.0), (48, 15.9, 102.5), (60, 18.0, 109.0), (84, 22.3, 120.5),
    (120, 31.0, 137.0), (156, 44.0, 154.0), (204, 52.0, 160.0),
)  # fmt: skip


def factor(person: DemoPerson) -> float:
    """Return how much this person differs from the imagined one, always the same."""
    return 0.92 + (person.serial % 17) / 100


def child_body(person: DemoPerson, day: date) -> tuple[Decimal, Decimal]:
    """Return kg and cm of a child on a day."""
    months = whole_months(person.born.day, day)
    before = max((row for row in _CHILD if row[0] <= months), default=_CHILD[0])
    after = next((row for row in _CHILD if row[0] > months), _CHILD[-1])
    part = (months - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
    kilograms = (before[1] + (after[1] - before[1]) * part) * factor(person)
    centimetres = (before[2] + (after[2] - before[2]) * part) * (0.97 + factor(person) * 0.03)
    return _round(kilograms), _round(centimetres)


def weight(person: DemoPerson, day: date, random: Random) -> str:
    """Return the kilograms a claim file gives, as text."""
    if person.age(day) < 17 and person.born.is_exact:
        return str(child_body(person, day)[0])
    usual = 54.0 if person.sex is Sex.MALE else 48.0
    return str(_round(usual * factor(person) + random.uniform(-1, 1)))


def _round(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.1"))
