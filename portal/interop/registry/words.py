"""Words of the registry that both its tables and its JSON use."""

import re

from portal.kernel.text import fold

_SEPARATORS = re.compile(r"[;,+]")


def antigens(text: str) -> tuple[str, ...]:
    """Split "Bạch hầu; Ho gà, Uốn ván" into its antigens."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def is_given(status: str, has_day: bool) -> bool:
    """Tell a dose from a plan: state 2 or "Đã tiêm", and without a state by its day."""
    word = fold(status)
    if not word:
        return has_day
    return word == "2" or word.startswith("da ")
