"""Short ways to say what a test reads."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from portal.interop.problems import RowProblem, Weight
from portal.interop.recognise import recognise
from portal.interop.sources import FEEDS
from portal.interop.values.encounter import EncounterValue

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

Kind = TypeVar("Kind")


def everything(path: Path) -> list[object]:
    """Return all a file gives: values, problems, rows never stored."""
    return list(FEEDS[recognise(path)].values(path, NOW))


def only(kind: type[Kind], items: Iterable[object]) -> list[Kind]:
    return [item for item in items if isinstance(item, kind)]


def visits(path: Path) -> list[EncounterValue]:
    return only(EncounterValue, everything(path))


def refused(items: Iterable[object]) -> list[RowProblem]:
    return [p for p in only(RowProblem, items) if p.weight is Weight.REFUSED]


def warned(items: Iterable[object]) -> list[RowProblem]:
    return [p for p in only(RowProblem, items) if p.weight is Weight.WARNING]
