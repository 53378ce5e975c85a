"""What the report on resets counts, and what stands out in it; nothing here asks a database.

The flags follow the ways a counter has been used against the people it serves: at night,
for one buyer's phone, for the family, and by two who always sign for each other.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from portal.kernel import clock
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.months import CalendarMonth
from portal.resets.states import State

MOST_PEOPLE_PER_PHONE = 3
LEAST_FOR_A_PAIR = 5
PAIR_SHARE = 80
SAMPLE_SHARE = 5

Key = TypeVar("Key", str, tuple[UUID, "Week"])


@dataclass(frozen=True, kw_only=True)
class ResetFact:
    """One reset as the report reads it: who and when, no phone and no name."""

    id: UUID
    commune: str
    person_id: UUID
    new_number_index: bytes
    state: State
    requested_by: UUID
    requested_at: datetime
    voucher_id: UUID | None
    vouched_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None
    contested_at: datetime | None

    @property
    def is_refused(self) -> bool:
        return self.state is State.REFUSED

    def deeds(self) -> Iterable[tuple[str, UUID, datetime]]:
        """Yield what staff did: a name of a count, who, when.

        A reset that was stopped counts with who asked for it.
        """
        yield "asked", self.requested_by, self.requested_at
        if self.voucher_id and self.vouched_at:
            yield "vouched", self.voucher_id, self.vouched_at
        if self.decided_by and self.decided_at:
            yield "refused" if self.is_refused else "allowed", self.decided_by, self.decided_at
        if self.contested_at:
            yield "contested", self.requested_by, self.contested_at


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What was done, of which how much was asked and so on."""

    asked: int = 0
    vouched: int = 0
    allowed: int = 0
    refused: int = 0
    contested: int = 0

    def plus(self, deed: str) -> "Tally":
        """Return the counts with one deed more."""
        return replace(self, **{deed: getattr(self, deed) + 1})


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week: Monday to Sunday, the first holds the year's first Thursday."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        year, number, _day = clock.local(moment).isocalendar()
        return cls(year, number)


def by_member_and_week(
    facts: Iterable[ResetFact], month: CalendarMonth
) -> Mapping[tuple[UUID, Week], Tally]:
    """Count the deeds of a month by who did them and in which week of it."""
    return _tally(facts, month, lambda _fact, who, at: (who, Week.of(at)))


def by_commune(facts: Iterable[ResetFact], month: CalendarMonth) -> Mapping[str, Tally]:
    """Count the deeds of a month by commune."""
    return _tally(facts, month, lambda fact, _who, _at: fact.commune)


def _tally(
    facts: Iterable[ResetFact],
    month: CalendarMonth,
    key_of: Callable[[ResetFact, UUID, datetime], Key],
) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for fact in facts:
        for deed, who, at in fact.deeds():
            if month.holds(at):
                key = key_of(fact, who, at)
                found[key] = found.get(key, Tally()).plus(deed)
    return found


class Flag(StrEnum):
    """Why somebody should look at a reset again."""

    CLOSE = "close"
    SHARED_PHONE = "shared_phone"
    AFTER_HOURS = "after_hours"

    @property
    def label(self) -> str:
        return str(FLAG_LABELS[self])


FLAG_LABELS = {
    Flag.CLOSE: _l("For themselves or their family"),
    Flag.SHARED_PHONE: _l("One phone for more than 3 people"),
    Flag.AFTER_HOURS: _l("Outside working hours"),
}


def flags_of(
    fact: ResetFact,
    *,
    close: AbstractSet[UUID],
    shared_phones: AbstractSet[bytes],
    after_hours: Callable[[datetime], bool],
) -> Sequence[Flag]:
    """Return what stands out about one reset, the gravest first."""
    done = (fact.requested_at, fact.vouched_at, fact.decided_at)
    stands_out = {
        Flag.CLOSE: fact.id in close,
        Flag.SHARED_PHONE: fact.new_number_index in shared_phones,
        Flag.AFTER_HOURS: any(at and after_hours(at) for at in done),
    }
    return [flag for flag in Flag if stands_out[flag]]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two who decide each other's requests: `together` of all the two asked for."""

    one: UUID
    other: UUID
    together: int
    of_all: int

    @property
    def percent(self) -> int:
        return round(100 * self.together / self.of_all)


def always_together(decided: Mapping[tuple[UUID, UUID], int]) -> Sequence[Pair]:
    """Return the pairs that decide nearly everything for each other, the closest first.

    `decided` counts requests by who asked and who decided. Fewer than five say nothing.
    """
    asked: Counter[UUID] = Counter()
    together: Counter[tuple[UUID, UUID]] = Counter()
    for (asker, decider), count in decided.items():
        asked[asker] += count
        together[min(asker, decider), max(asker, decider)] += count
    pairs = [
        Pair(one=one, other=other, together=count, of_all=asked[one] + asked[other])
        for (one, other), count in together.items()
    ]
    found = [
        pair for pair in pairs if pair.of_all >= LEAST_FOR_A_PAIR and pair.percent >= PAIR_SHARE
    ]
    return sorted(found, key=lambda pair: (-pair.percent, -pair.together, pair.one))


def drawn(marks: Mapping[UUID, bytes]) -> Collection[UUID]:
    """Draw a twentieth, at least one: the smallest marks.

    The marks are keyed hashes, so nobody at a desk knows beforehand which will be drawn,
    and the same month always gives the same.
    """
    count = math.ceil(len(marks) * SAMPLE_SHARE / 100)
    return sorted(marks, key=lambda reset_id: marks[reset_id])[:count]
