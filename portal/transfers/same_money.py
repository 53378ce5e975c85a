"""When two tell of the same money without one reference between them. Pure.

Amount and Vietnamese day are the same then, and the text: banks cut it, and put words before it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

from portal.fees.memo import squeezed
from portal.kernel import clock
from portal.kernel.text import fold

SHORTEST_PART = 6
_AN_HOUR = timedelta(hours=1)


class Money(Protocol):
    """An amount that came in, as a messenger, a statement or the books tell it."""

    @property
    def amount(self) -> int: ...

    @property
    def came_at(self) -> datetime: ...

    @property
    def content(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a telling says, made ready once to be compared with many.

    `at` is on the Vietnamese wall clock, `text` bare letters and figures.
    """

    amount: int
    at: datetime
    text: str = field(repr=False)

    @classmethod
    def by(cls, money: Money) -> "Said":
        """Make ready what is told of an amount."""
        return cls(
            amount=money.amount,
            at=clock.local(money.came_at),
            text=squeezed(fold(money.content)),
        )


class Likeness(IntEnum):
    """How alike two tellings are."""

    NONE = 0
    PART = 1
    SAME = 2


def likeness(one: Said, other: Said) -> Likeness:
    """Compare two tellings; one text is a part of the other from six letters or figures on.

    A part says less than a whole: two times that were told are within an hour of each other then.
    """
    if one.amount != other.amount or one.at.date() != other.at.date():
        return Likeness.NONE
    if one.text == other.text:
        return Likeness.SAME if one.text or same_minute(one, other) else Likeness.NONE
    shorter, longer = sorted((one.text, other.text), key=len)
    is_part = len(shorter) >= SHORTEST_PART and shorter in longer
    is_near = not _both_have_times(one, other) or abs(one.at - other.at) <= _AN_HOUR
    return Likeness.PART if is_part and is_near else Likeness.NONE


def has_time(at: datetime) -> bool:
    """Say whether the time was told with the day: many banks give the day alone."""
    return (at.hour, at.minute) != (0, 0)


def same_minute(one: Said, other: Said) -> bool:
    """Say whether two times of day are one to the minute, or one of them was not told."""
    if not _both_have_times(one, other):
        return True
    return (one.at.hour, one.at.minute) == (other.at.hour, other.at.minute)


def same_whatever_the_reference(one: Said, other: Said) -> bool:
    """Say whether all else is told and the same, to the minute.

    A bank may give its messenger another reference than it prints on its statement.
    """
    return (
        bool(one.text)
        and likeness(one, other) is Likeness.SAME
        and _both_have_times(one, other)
        and same_minute(one, other)
    )


def _both_have_times(one: Said, other: Said) -> bool:
    return has_time(one.at) and has_time(other.at)
