"""The answer of one check."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """A fault stops the opening; a notice is for somebody to decide on."""

    OK = "OK"
    NOTICE = "NOTICE"
    FAULT = "FAULT"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was looked at, and what is wrong with it; no value of a setting, no secret."""

    what: str
    grade: Grade
    why: str = ""


def verdicts(what: str, faults: Iterable[str], grade: Grade = Grade.FAULT) -> Iterator[Verdict]:
    """Yield one verdict for each fault, or one that all is well."""
    found = [Verdict(what=what, grade=grade, why=fault) for fault in faults]
    yield from found or [Verdict(what=what, grade=Grade.OK)]
