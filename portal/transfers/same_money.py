"""When two tell of the same money without one reference between them. Pure.

Amount and Vietnamese day are the same then, and the text: banks cut it, and put words before it.
"""

from datetime import datetime
from enum import IntEnum
from typing import Protocol

from portal.fees.memo import squeezed
from portal.kernel import clock
from portal.kernel.text import fold

SHORTEST_PART = 6


class Money(Protocol):
    """An amount that came in, as a messenger, a statement or the books tell it."""

    @property
    def amount(self) -> int: ...

    @property
    def came_at(self) -> datetime: ...

    @property
    def content(self) -> str: ...


class Likeness(IntEnum):
    """How alike two tellings are; the more alike of several comes first."""

    NONE = 0
    PART = 1
    SAME = 2


def likeness(one: Money, other: Money) -> Likeness:
    """Compare two tellings; one text is a part of the other from six letters or figures on."""
    at, other_at = clock.local(one.came_at), clock.local(other.came_at)
    if one.amount != other.amount or at.date() != other_at.date():
        return Likeness.NONE
    text, other_text = squeezed(fold(one.content)), squeezed(fold(other.content))
    if text == other_text:
        return Likeness.SAME if text or same_minute(at, other_at) else Likeness.NONE
    shorter, longer = sorted((text, other_text), key=len)
    is_part = len(shorter) >= SHORTEST_PART and shorter in longer
    return Likeness.PART if is_part else Likeness.NONE


def has_time(at: datetime) -> bool:
    """Say whether the time was told with the day: many banks give the day alone."""
    return (at.hour, at.minute) != (0, 0)


def same_minute(at: datetime, other: datetime) -> bool:
    """Say whether two times are one to the minute, or one of them was not told; one wall clock."""
    if not (has_time(at) and has_time(other)):
        return True
    return (at.hour, at.minute) == (other.hour, other.minute)
