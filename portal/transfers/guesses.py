"""For whom money may be: by a memo that banks or fingers spoiled, a household code, a name.

A guess is an offer to people; nothing is placed by it.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

from portal.fees.memo import START, squeezed
from portal.kernel.text import fold

MOST_LETTERS = 2
MOST_GUESSES = 5
# Of the code of a memo: two wrong letters leave one part whole.
PARTS = (slice(0, 3), slice(3, 6), slice(6, 8))
# Fewer letters or words of it may stand in a text by chance.
_SHORTEST_CODE, _FEWEST_WORDS = 5, 2
_WORDS = re.compile(r"\w+")


class FoundBy(IntEnum):
    """What in the text points to a household, the surest first."""

    MEMO = 1
    LIKE_MEMO = 2
    CODE = 3
    NAME = 4


@dataclass(frozen=True, kw_only=True)
class Said:
    """What texts say, as codes and names are looked for in it: whole, and word by word."""

    text: str = field(repr=False)
    words: Set[str] = field(repr=False)

    def names(self, code: str, head_folded: str) -> FoundBy | None:
        """Say by what it names a household; None where it does not."""
        letters = squeezed(fold(code))
        if letters in self.words or (len(letters) >= _SHORTEST_CODE and letters in self.text):
            return FoundBy.CODE
        if len(head_folded.split()) >= _FEWEST_WORDS and squeezed(head_folded) in self.text:
            return FoundBy.NAME
        return None


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """An order somebody may have paid."""

    id: UUID
    household_id: UUID
    code: str
    memo: str
    amount: int
    is_paid: bool


@dataclass(frozen=True, kw_only=True)
class Owing:
    """A household with what is open of it."""

    id: UUID
    code: str
    head_id: UUID | None
    head: str = field(repr=False)
    amount: int


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A household, and the order if a memo says which; `asked` is what would be paid."""

    household_id: UUID
    code: str
    found_by: FoundBy
    asked: int
    order_id: UUID | None = None
    is_paid: bool = False


def guesses(
    content: str, free: int, orders: Iterable[Ordered], owing: Iterable[Owing]
) -> Sequence[Guess]:
    """Return the likeliest households, each once; of equals the exact amount comes first."""
    said = said_in(content)
    found = [*_by_memo(said.text, orders), *_by_words(said, owing)]
    found.sort(key=lambda guess: (guess.found_by, guess.is_paid, guess.asked != free))
    best: dict[UUID, Guess] = {}
    for guess in found:
        best.setdefault(guess.household_id, guess)
    return list(best.values())[:MOST_GUESSES]


def of_order(order: Ordered, found_by: FoundBy = FoundBy.MEMO) -> Guess:
    """Return that money is of the household of an order."""
    return Guess(
        household_id=order.household_id,
        code=order.code,
        found_by=found_by,
        asked=order.amount,
        order_id=order.id,
        is_paid=order.is_paid,
    )


def said_in(*contents: str) -> Said:
    """Return what texts say, each for itself."""
    folded = [fold(content) for content in contents]
    words = {squeezed(word) for text in folded for word in _WORDS.findall(text)}
    return Said(text=" ".join(map(squeezed, folded)), words=words - {""})


def _by_memo(text: str, orders: Iterable[Ordered]) -> Iterable[Guess]:
    for order in orders:
        letters = letters_off(order.memo, text)
        if letters is not None:
            yield of_order(order, FoundBy.LIKE_MEMO if letters else FoundBy.MEMO)


def _by_words(said: Said, owing: Iterable[Owing]) -> Iterable[Guess]:
    for household in owing:
        found_by = said.names(household.code, fold(household.head))
        if found_by is not None:
            yield Guess(
                household_id=household.id,
                code=household.code,
                found_by=found_by,
                asked=household.amount,
            )


def letters_off(memo: str, text: str) -> int | None:
    """Count the letters another, missing or added where a text comes nearest to a memo.

    None where there are more than two. The eight letters without what begins every memo say
    enough, and count as one. Of a code in three parts two wrong letters leave one whole, so the
    long comparison is spared where none is there.
    """
    code = memo.removeprefix(START)
    if code in text:
        return int(memo not in text)
    if not any(code[part] in text for part in PARTS):
        return None
    row = list(range(len(memo) + 1))
    least = row[-1]
    for letter in text:
        before, row[0] = row[0], 0  # a memo may begin anywhere
        for at, wanted in enumerate(memo, 1):
            changed = before + (letter != wanted)
            before = row[at]
            row[at] = min(changed, row[at] + 1, row[at - 1] + 1)
        least = min(least, row[-1])
    return least if least <= MOST_LETTERS else None
