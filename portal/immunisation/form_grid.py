"""Part C of form QĐ 831/QĐ-BYT: its printed rows, filled from the doses given.

The 2017 form has no row for rotavirus, injected polio, Td at seven or COVID-19, and may
have fewer rows than doses: what does not fit is listed below the tables, never dropped.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from portal.immunisation.doses import GivenDose
from portal.immunisation.matching import in_order
from portal.immunisation.spans import Span
from portal.immunisation.tetanus import is_tetanus_dose
from portal.kernel.bilingual import Bilingual
from portal.kernel.partial_date import PartialDate

_BIRTH_DOSE_UNTIL = Span(days=42)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One printed row: "Chưa chủng ngừa" while `dose` is None."""

    label: Bilingual
    accepts: frozenset[str]
    dose: GivenDose | None = None


@dataclass(frozen=True, slots=True)
class FormGrid:
    """The three tables, and the doses that have no row."""

    basic: tuple[FormRow, ...]
    extra: tuple[FormRow, ...]
    tetanus: tuple[FormRow, ...]
    others: tuple[GivenDose, ...]


with (Path(__file__).parent / "data" / "form_831.toml").open("rb") as _file:
    _ROWS = tuple(
        (entry["table"], FormRow(Bilingual.read(entry["label"]), frozenset(entry["accepts"])))
        for entry in tomllib.load(_file)["row"]
    )


def form_grid(doses: Iterable[GivenDose], birth: PartialDate) -> FormGrid:
    """Fill the rows in the order of the days; one day fills one row of a vaccine."""
    tables = [table for table, _ in _ROWS]
    rows = [row for _, row in _ROWS]
    others: list[GivenDose] = []
    for dose in in_order(doses):
        placed = [_put(rows, dose, place) for place in _places(dose, birth)]
        if not any(placed):
            others.append(dose)
    basic, extra, tetanus = (
        tuple(row for row, of in zip(rows, tables, strict=True) if of == table)
        for table in ("C1", "C2", "C3")
    )
    return FormGrid(basic, extra, tetanus, tuple(others))


def _places(dose: GivenDose, birth: PartialDate) -> tuple[str, ...]:
    vaccine = dose.vaccine
    if vaccine is None:
        return ()
    if is_tetanus_dose(dose, birth):
        return ("tetanus",)
    newborn = dose.given_on.earliest < _BIRTH_DOSE_UNTIL.after(birth.latest)
    if vaccine.code == "hepb" and newborn:
        return ("hepb_birth",)
    # Td at seven years shares its products with UV1 to UV5 and has no row.
    return tuple(place for place in vaccine.form_rows if place != "tetanus")


def _put(rows: list[FormRow], dose: GivenDose, place: str) -> bool:
    """Write a dose into the first free row that takes it; True also for a repeated line."""
    for index, row in enumerate(rows):
        if place not in row.accepts:
            continue
        if row.dose is None:
            rows[index] = replace(row, dose=dose)
            return True
        if row.dose.given_on == dose.given_on and row.dose.vaccine == dose.vaccine:
            return True
    return False
