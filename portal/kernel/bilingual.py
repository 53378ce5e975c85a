"""Reviewed text that carries both languages with it.

Catalogues translate the portal's own sentences; names and explanations of medicine come
from data files that a clinician reviews in Vietnamese and English side by side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Vietnamese and in English."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not self.vi.strip() or not self.en.strip():
            raise ValueError("a reviewed text needs both languages")

    @classmethod
    def read(cls, table: Mapping[str, str]) -> Self:
        """Read `{vi = "…", en = "…"}`; raise KeyError or ValueError when one is missing."""
        return cls(vi=table["vi"], en=table["en"])

    @classmethod
    def joined(cls, parts: Iterable["Bilingual"], joint: str = "; ") -> Self:
        """Return the parts as one line."""
        listed = tuple(parts)
        return cls(joint.join(part.vi for part in listed), joint.join(part.en for part in listed))

    def in_language(self, language: str) -> str:
        """Return the text in a language of the portal; Vietnamese is the default."""
        return self.en if language == "en" else self.vi

    @property
    def as_sentence(self) -> "Bilingual":
        """Return the text with its first letter raised and the rest untouched."""
        return Bilingual(self.vi[0].upper() + self.vi[1:], self.en[0].upper() + self.en[1:])
