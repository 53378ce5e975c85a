"""The words of the registers that are never shared: HIV care, and induced abortion.

A text of a file is searched as it was written: this runs over every text of every visit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.interop.problems import NeverStored
from portal.interop.values.encounter import EncounterValue
from portal.interop.values.health_record import HealthRecordValue
from portal.interop.values.person import PersonRow
from portal.visits.kept_apart import names_register

_WHAT_IT_WAS = ("reason", "admission_reason", "admission_diagnosis", "final_diagnosis")
_TOLD = ("history", "treatment", "advice")
_PARTS = {
    "medicines": ("name", "dose", "instruction"),
    "labs": ("name", "raw", "note", "conclusion"),
    "reports": ("name", "description", "conclusion"),
    "notes": ("text", "consultation", "operation"),
}
_ANSWER = ("text", "reaction")


def without_registers(items: Iterable[Any]) -> Iterator[Any]:
    """Pass on what a file gave, without the registers; each part left out is NeverStored."""
    for item in items:
        if isinstance(item, EncounterValue):
            yield from _visit(item)
        elif isinstance(item, HealthRecordValue):
            yield from _record(item)
        elif isinstance(item, PersonRow) and names_register(item.remarks):
            yield NeverStored()
            yield replace(item, remarks="")
        else:
            yield item


def _visit(value: EncounterValue) -> Iterator[EncounterValue | NeverStored]:
    """Leave out what speaks of a register; all of a visit that was for it.

    It was for it by what it was for, what was found, or what was done.
    """
    was = [getattr(value, name) for name in _WHAT_IT_WAS]
    was += [diagnosis.name for diagnosis in value.diagnoses]
    was += [procedure.name for procedure in value.procedures]
    if not names_register("\n".join((*was, *_told(value)))):
        yield value
        return
    if any(names_register(text) for text in was):
        yield NeverStored()
        return
    changed: dict[str, Any] = {name: "" for name in _TOLD if names_register(getattr(value, name))}
    left_out = len(changed)
    for name, texts in _PARTS.items():
        parts = getattr(value, name)
        rest = tuple(part for part in parts if not _speaks(part, texts))
        if len(rest) < len(parts):
            changed[name] = rest
            left_out += len(parts) - len(rest)
    for name in ("examinations", "unknown_fields"):
        told = getattr(value, name)
        quiet = _without(told)
        if len(quiet) < len(told):
            changed[name] = quiet
            left_out += len(told) - len(quiet)
    for _ in range(left_out):
        yield NeverStored()
    yield replace(value, **changed) if changed else value


def _told(value: EncounterValue) -> Iterator[str]:
    """Yield every text of a visit that may be left out, for one search instead of many.

    A line break between two texts is no part of any word looked for.
    """
    yield from (getattr(value, name) for name in _TOLD)
    for name, texts in _PARTS.items():
        for part in getattr(value, name):
            yield from (getattr(part, text) for text in texts)
    yield from value.examinations.values()
    yield from value.unknown_fields.values()


def _record(value: HealthRecordValue) -> Iterator[HealthRecordValue | NeverStored]:
    found = [kept for visit in value.visits for kept in _visit(visit)]
    visits = tuple(kept for kept in found if isinstance(kept, EncounterValue))
    answers = tuple(answer for answer in value.answers if not _speaks(answer, _ANSWER))
    for _ in range(len(found) - len(visits) + len(value.answers) - len(answers)):
        yield NeverStored()
    yield replace(value, visits=visits, answers=answers)


def _speaks(part: Any, texts: Iterable[str]) -> bool:
    return any(names_register(getattr(part, name)) for name in texts)


def _without(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {name: text for name, text in texts.items() if not names_register(text)}
