"""Reading a text once, however often a file repeats it."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_LONGEST, _MOST = 64, 4096
Meaning = TypeVar("Meaning")


def remembered(read: Callable[[str], Meaning]) -> Callable[[str], Meaning]:
    """Remember what short texts mean: days, states, vaccines, nothing that says about whom.

    Long texts are read anew each time, so that no file can fill the memory with them.
    """
    known = lru_cache(maxsize=_MOST)(read)

    @wraps(read)
    def meaning(text: str) -> Meaning:
        return known(text) if len(text) <= _LONGEST else read(text)

    return meaning
