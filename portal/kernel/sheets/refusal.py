"""Why a file is refused, in sentences that can be translated later.

A reason may be stored and read in another language, so it never holds a finished sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for the catalogue without translating it yet."""
    return message


@dataclass(frozen=True, slots=True)
class Reason:
    """One English sentence (a message id) and the values of its named parts."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class FileRefused(Exception):
    """The whole file cannot be taken; nothing of it has been written."""

    def __init__(self, message: str, **values: str) -> None:
        self.reason = Reason(message, values)
        super().__init__(str(self.reason))
