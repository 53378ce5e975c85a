"""What a block of the record shows: labels, lines, what was denied, what was not asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One label with its lines."""

    label: str
    lines: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of the form. `about` is the reference a report of a mistake carries."""

    about: str
    heading: str
    facts: Sequence[Fact] = field(default_factory=tuple)
    denied: Sequence[str] = field(default_factory=tuple)
    missing: Sequence[str] = field(default_factory=tuple)
    more: Sequence[Fact] = field(default_factory=tuple)
    source: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.facts or self.denied)

    @property
    def anchor(self) -> str:
        return f"part-{self.about.lower()}"
