"""Write portal/record/data/who_growth.csv from the WHO tables of a maintained library.

Run once, in a throw-away environment; the portal needs neither library:

    python -m venv build/growth
    build/growth/bin/pip install rcpchgrowth==4.6.5 pygrowthstandards==0.1.3
    build/growth/bin/python tools/make_growth_reference.py

rcpchgrowth (Royal College of Paediatrics and Child Health) carries the WHO Child Growth
Standards (2006, by day to 5 years) and the WHO Reference (2007, by month from 61 months;
weight to 10 years, height and BMI to 19). The figures are WHO's. Every figure written is
compared with the same figure in pygrowthstandards, an independent copy of the tables, and
the reading between two ages is compared with the table of every day: the script stops
where they differ.
"""

import csv
import json
import math
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "portal" / "record" / "data" / "who_growth.csv"
DAYS_A_MONTH = 30.4375
FIRST_DAY_OF_2007 = 1857  # 61 months
UK_JOIN = 1827  # rcpchgrowth puts a figure of the UK reference here, to join two charts
MEASURES = {"weight": "weight", "height": "stature", "bmi": "body_mass_index"}
MOST_DIFFERENCE = 0.02  # z-scores, between two ages
Lms = tuple[float, float, float]


def nearest(days: float) -> int:
    """Round half up, as the portal finds the day of a month."""
    return int(days + 0.5)


def tables() -> dict[tuple[str, str], dict[int, Lms]]:
    """Return L, M and S by day of age for each measure and sex."""
    folder = files("rcpchgrowth") / "data_tables" / "who"
    found: dict[tuple[str, str], dict[int, Lms]] = {}
    for name in ("who_infants", "who_children", "who_2007_children"):
        content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
        for measure in MEASURES:
            for sex, rows in content["measurement"][measure].items():
                by_day = found.setdefault((measure, sex), {})
                for row in rows:
                    day = nearest(row["decimal_age"] * 365.25)
                    if day == UK_JOIN and name == "who_children":
                        continue
                    if name != "who_2007_children" or day >= FIRST_DAY_OF_2007:
                        by_day[day] = (row["L"], row["M"], row["S"])
    return found


def knots(by_day: dict[int, Lms]) -> list[int]:
    """Return the days written: daily, weekly, then monthly as ages grow."""
    months = [nearest(month * DAYS_A_MONTH) for month in range(4, 61)]
    wanted = {*range(15), *range(14, 183, 7), *months, 730, 731, FIRST_DAY_OF_2007 - 1}
    return sorted(day for day in by_day if day in wanted or day >= FIRST_DAY_OF_2007)


def check_between(by_day: dict[int, Lms], days: list[int], name: object) -> None:
    """Compare straight lines between the knots with the table of every day."""
    for before, after in pairwise(days):
        for day in range(before + 1, after):
            if day not in by_day:
                continue
            part = (day - before) / (after - before)
            near = [a + (b - a) * part for a, b in zip(by_day[before], by_day[after], strict=True)]
            power, median, spread = near
            for z in (-3, -2, 0, 2, 3):
                value = of_z(by_day[day], z)
                read = ((value / median) ** power - 1) / (power * spread)
                if abs(read - z) > MOST_DIFFERENCE:
                    raise SystemExit(f"{name} day {day}: z {z} is read as {read:.3f}")


def of_z(lms: Lms, z: float) -> float:
    power, median, spread = lms
    if power == 0:
        return median * math.exp(spread * z)
    return float(median * (1 + power * spread * z) ** (1 / power))


def check_second_library(found: dict[tuple[str, str], dict[int, Lms]]) -> None:
    """Compare every figure with the independent copy (its months are rounded differently)."""
    path = files("pygrowthstandards") / "data" / "pygrowthstandards_1.1.parquet"
    frame = import_module("pandas").read_parquet(str(path))
    who = frame[(frame.source == "who") & (frame.x_var_type == "age")]
    for (measure, sex), by_day in found.items():
        rows = who[(who.measurement_type == MEASURES[measure]) & (who.sex == sex[0].upper())]
        other = {int(row.x): (row.l, row.m, row.s) for row in rows.itertuples()}
        for day, lms in by_day.items():
            near = next((other[d] for d in (day, day + 1, day - 1) if d in other), None)
            if near is None or max(abs(a - b) for a, b in zip(lms, near, strict=True)) > 0.0002:
                raise SystemExit(f"{measure} {sex} day {day}: {lms} or {near}")


def main() -> None:
    found = tables()
    check_second_library(found)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("measure", "sex", "day", "l", "m", "s"))
        for (measure, sex), by_day in sorted(found.items()):
            days = knots(by_day)
            check_between(by_day, days, (measure, sex))
            writer.writerows((measure, sex, day, *by_day[day]) for day in days)
    print(f"{OUT}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
