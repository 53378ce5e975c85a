"""About ten doses a person: the schedule of a child, what campaigns and years gave to others."""

from datetime import date
from functools import cache

from bench.province.commune import Commune
from bench.province.people import Household, Resident
from portal.immunisation.vaccines import VACCINES

# Vaccine, days after birth.
OF_CHILDREN = (
    ("bcg", 1), ("hepb_birth", 0), ("dpt_hepb_hib", 61), ("bopv", 61), ("dpt_hepb_hib", 92),
    ("bopv", 92), ("dpt_hepb_hib", 122), ("bopv", 123), ("ipv", 153), ("ipv", 275),
    ("measles", 274), ("mr", 548), ("je", 370), ("je", 390), ("je", 740), ("dpt", 550),
)  # fmt: skip
# Vaccine, days before today.
OF_ADULTS = (
    ("covid19", 1_930), ("covid19", 1_840), ("covid19", 1_660), ("covid19", 1_540),
    ("influenza", 1_055), ("influenza", 690), ("influenza", 325), ("tt", 4_100),
)  # fmt: skip
JITTER = 24  # days, by where a person stands in the list, so that no two doses coincide


@cache
def _name(code: str) -> str:
    return VACCINES[code].name.vi


@cache
def written_day(ordinal: int) -> str:
    """Return a day as COPY reads it; there are few of them."""
    return date.fromordinal(ordinal).isoformat()


def add(commune: Commune, household: "Household") -> None:
    """Give the people of a household what they were given."""
    for one in household.members:
        jitter = (household.number * 7 + one.position) % JITTER
        for number, (code, day) in enumerate(_plan(commune, one, jitter)):
            commune.rows["dose"].append(
                f"{written_day(day)}\t{commune.an_id()}\t{one.id}\t{code}\t{code}\t{_name(code)}"
                f"\tday\t{1 + number % 4}\tTrạm Y tế {commune.name}"
                "\timmunisation_registry\t2026-01-05"
            )


def _plan(commune: Commune, one: "Resident", jitter: int) -> list[tuple[str, int]]:
    today, born = commune.today.toordinal(), one.born.toordinal()
    if one.position == 2:
        plan = [(code, born + days + jitter) for code, days in OF_CHILDREN]
    else:
        plan = [(code, today - days + jitter) for code, days in OF_ADULTS]
    given = [(code, day) for code, day in plan if day <= today]
    wanted = commune.times(len(given)) if commune.scale < 1 else len(given)
    return given[:wanted]
