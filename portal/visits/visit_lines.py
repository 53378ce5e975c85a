"""The parts of one visit in words: advice, diagnoses, images, papers, values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.measurements.kinds import MeasurementKind
from portal.visits import wording
from portal.visits.diagnoses import in_plain_words
from portal.visits.kinds import DiagnosisRole
from portal.visits.parts import DiagnosisPart, DocumentPart, MeasuredPart, ResultPart

_SENTENCE_END = re.compile(r"(\w)(\w)\.( +)(?=(\w))")


@dataclass(frozen=True, kw_only=True)
class ShownDiagnosis:
    label: str
    name: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class ShownImage:
    name: str
    lines: Sequence[str]
    source: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Labelled:
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ShownDocument:
    """A letter, line by line; `meta` is its number and day."""

    label: str
    meta: str
    lines: Sequence[str]


def lines(text: str | None) -> Sequence[str]:
    """Split a text at its lines and at the ends of its sentences, word for word."""
    broken = _SENTENCE_END.sub(_break, text or "")
    stripped = (line.strip(" -•\t") for line in broken.splitlines())
    return [line for line in stripped if line]


def _break(end: re.Match[str]) -> str:
    """End a line after small letters and before a capital: "BS. Quân" stays whole."""
    ends = end[1].islower() and end[2].islower() and end[4].isupper()
    return f"{end[1]}{end[2]}." + ("\n" if ends else end[3])


def come_back(on: date, at: datetime | None) -> str:
    """Say when to come back."""
    day = formats.long_day(on, language=current_language())
    if at is None:
        return _("Come back: %(day)s", day=day)
    return _("Come back: %(day)s, %(time)s", day=day, time=formats.clock_time(at))


def diagnoses(
    parts: Sequence[DiagnosisPart], final_diagnosis: str | None
) -> Sequence[ShownDiagnosis]:
    """Show the words of the file; the one-line explanation comes from the reviewed table."""
    language = current_language()
    found = []
    for part in parts:
        words = in_plain_words(part.icd10)
        name = part.name or (final_diagnosis if part.role == DiagnosisRole.MAIN else None)
        found.append(
            ShownDiagnosis(
                label=_diagnosis_label(part),
                name=name or part.icd10 or "",
                plain=words.in_language(language) if words else "",
            )
        )
    if not found and final_diagnosis:
        found.append(ShownDiagnosis(label=_("Diagnosis"), name=final_diagnosis, plain=""))
    return found


def _diagnosis_label(part: DiagnosisPart) -> str:
    main = part.role == DiagnosisRole.MAIN
    if not part.icd10:
        return _("Main illness") if main else _("Also")
    if main:
        return _("Main illness, code %(code)s", code=part.icd10)
    return _("Also, code %(code)s", code=part.icd10)


def image(part: ResultPart, source: str) -> ShownImage:
    """Show a described image."""
    return ShownImage(id=part.id, name=part.name, lines=_image_lines(part), source=source)


def _image_lines(part: ResultPart) -> Sequence[str]:
    """Return the conclusion first, then what was seen."""
    told = [
        line
        for text in (part.conclusion, part.value_text, part.description)
        for line in (text or "").splitlines()
        if line.strip()
    ]
    return told or [_("Conclusion: not recorded")]


def document(part: DocumentPart) -> ShownDocument:
    """Show a letter; its text keeps its lines."""
    day = formats.day(part.issued_on, language=current_language()) if part.issued_on else ""
    return ShownDocument(
        label=str(wording.DOCUMENTS[part.kind]),
        meta=" · ".join(filter(None, (part.number, day))),
        lines=[line for line in part.text.splitlines() if line.strip()] or [_("Not recorded")],
    )


def measured(part: MeasuredPart) -> Labelled:
    """Show a measured value in the unit of its kind."""
    kind = MeasurementKind(part.kind)
    value = formats.number(part.value, language=current_language())
    if part.second_value:
        value += "/" + formats.number(part.second_value, language=current_language())
    return Labelled(label=str(wording.MEASURED[kind]), value=f"{value}{formats.NBSP}{kind.unit}")
