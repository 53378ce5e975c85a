"""One commune while it is being made: its chance, its ids, and the rows of it so far."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from bench.province.columns import Rows

FIRST_TAKEN_IN = 1_767_225_600_000  # milliseconds since 1970: the first day of 2026
MS_OF_AN_HOUR, IDS_OF_A_MS = 3_600_000, 10


@dataclass(kw_only=True)
class Commune:
    """One commune while it is being made."""

    number: int
    name: str
    today: date
    scale: float
    rng: Random
    rows: Rows = field(default_factory=Rows)
    villages: list[str] = field(default_factory=list)
    facility: str = ""
    staff: dict[str, str] = field(default_factory=dict)  # ids by what they do
    made: int = 0

    def an_id(self) -> str:
        """Return an id as COPY reads it, of a commune taken in at an hour of its own.

        It sorts by the moment it was made, as those of the portal do (kernel.keys_of_rows).
        """
        self.made += 1
        ms = FIRST_TAKEN_IN + self.number * MS_OF_AN_HOUR + self.made // IDS_OF_A_MS
        chance = self.rng.getrandbits(74)
        return f"{ms:012x}7{chance >> 62:03x}{0b10 << 62 | chance & (1 << 62) - 1:016x}"

    def times(self, usually: float) -> int:
        """Return how often something happened: so often at the scale, by chance in between."""
        return int(usually * self.scale + self.rng.random())


def as_uuid(written: str) -> UUID:
    """Return an id as the portal has it."""
    return UUID(hex=written)
