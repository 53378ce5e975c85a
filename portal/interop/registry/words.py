"""Words of the registry that both its tables and its JSON use."""

import re

from portal.kernel.remembered import remembered
from portal.kernel.text import fold

_SEPARATORS = re.compile(r"[;,+]")


@remembered
def antigens(text: str) -> tuple[str, ...]:
    """Split "Bạch hầu; Ho gà, Uốn ván" into its antigens."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def is_given(status: str, has_day: bool) -> bool:
    """Tell a dose from a plan: state 2 or "Đã tiêm", and without a state by its day."""
    said = _says_given(status)
    return has_day if said is None else said


@remembered
def _says_given(status: str) -> bool | None:
    word = fold(status)
    return word == "2" or word.startswith("da ") if word else None
