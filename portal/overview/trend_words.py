"""The reviewed sentences about values over time."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.kernel.bilingual import Bilingual

_FILE = Path(__file__).parent / "data" / "trends.toml"


@dataclass(frozen=True, slots=True)
class PressureWords:
    """Targets in mmHg and what is said above and within them."""

    systolic_target: int
    diastolic_target: int
    above: tuple[Bilingual, Bilingual]
    within: tuple[Bilingual, Bilingual]
    falling: Bilingual
    rising: Bilingual


@cache
def pressure_words() -> PressureWords:
    """Read the table once."""
    with _FILE.open("rb") as file:
        table = tomllib.load(file)["pressure"]
    said = {
        key: (Bilingual.read(table[key]["label"]), Bilingual.read(table[key]["action"]))
        for key in ("above", "within")
    }
    return PressureWords(
        systolic_target=table["systolic_target"],
        diastolic_target=table["diastolic_target"],
        above=said["above"],
        within=said["within"],
        falling=Bilingual.read(table["falling"]["label"]),
        rising=Bilingual.read(table["rising"]["label"]),
    )
