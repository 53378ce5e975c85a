"""The catalogue of vaccines, and how files and books write them.

Recognition is exact after marks, case, dashes, dose numbers and words such as
"vắc xin" are taken away. A name that is not in the catalogue stays unrecognised and is
shown as written: serum against tetanus is not a vaccine against tetanus.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal.immunisation.antigens import Antigen, antigens_in
from portal.kernel.bilingual import Bilingual
from portal.kernel.text import fold

_FILE = Path(__file__).parent / "data" / "vaccines.toml"
_KEYS = {"name", "short", "counted", "antigens", "written", "cvx", "form", "form_too", "default"}
_BRACKETS = re.compile(r"\(([^)]*)\)")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NOISE = re.compile(
    r"\b(?:vac ?xin|vaccine?|thuoc chung|tiem chung|phong benh|phong|tcmr|tiem dich vu|dich vu)\b"
)
_DOSE = re.compile(r"(?:\b(?:mui|lieu|lan)? ?(?:thu |so )?|(?<=[a-z]))([0-9])$")
_NAMED_DOSE = re.compile(r"\b(?:mui|lieu|lan) (?:thu |so )?([0-9])$")
_TIGHT = re.compile(r"^(uv|vat|bcg|dpt|opv|ipv|mr|vnnb|vnnb b|je|hpv|pcv|rota|b)([1-5])$")


@dataclass(frozen=True, slots=True)
class Vaccine:
    """One product, or several that count alike.

    `counted` is the word before a dose number ("mũi", "lần"), None where doses are not
    numbered. `cvx` serves exports only. `form_rows` are rows of form QĐ 831 part C.
    """

    code: str
    name: Bilingual
    short: Bilingual
    counted: Bilingual | None
    antigens: frozenset[Antigen]
    written: tuple[str, ...]
    cvx: str
    form_rows: tuple[str, ...]
    is_default: bool

    def numbered(self, number: int | None) -> Bilingual:
        """Return "5 trong 1 mũi 3", or the name alone where there is no number to say."""
        if number is None or number < 1 or self.counted is None:
            return self.short
        return Bilingual(
            f"{self.short.vi} {self.counted.vi} {number}",
            f"{self.short.en} {self.counted.en} {number}",
        )


def _read(code: str, entry: Mapping[str, Any]) -> Vaccine:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"vaccine {code}: unknown keys {unknown}")
    return Vaccine(
        code=code,
        name=Bilingual.read(entry["name"]),
        short=Bilingual.read(entry["short"]),
        counted=Bilingual.read(entry["counted"]) if "counted" in entry else None,
        antigens=frozenset(Antigen(antigen) for antigen in entry["antigens"]),
        written=tuple(entry["written"]),
        cvx=entry["cvx"],
        form_rows=tuple(entry[key] for key in ("form", "form_too") if key in entry),
        is_default=entry.get("default", False),
    )


def _catalogue() -> Mapping[str, Vaccine]:
    with _FILE.open("rb") as file:
        entries = tomllib.load(file)
    return MappingProxyType({code: _read(code, entry) for code, entry in entries.items()})


VACCINES: Mapping[str, Vaccine] = _catalogue()


def _key(text: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", fold(text)).split())


def _without_noise(key: str) -> str:
    return " ".join(_NOISE.sub(" ", key).split())


def _index() -> Mapping[str, Vaccine]:
    found: dict[str, Vaccine] = {}
    for vaccine in VACCINES.values():
        for text in (*vaccine.written, vaccine.name.vi):
            other = found.setdefault(_key(text), vaccine)
            if other is not vaccine:
                raise ValueError(f"“{text}” names both {other.code} and {vaccine.code}")
    return MappingProxyType(found)


_BY_WRITING = _index()
_BY_ANTIGENS = {v.antigens: v for v in VACCINES.values() if v.is_default}


def _spellings(text: str) -> Iterator[str]:
    """Yield the ways to read a name, the most literal first."""
    outside = _BRACKETS.sub(" ", text)
    for part in (text, outside, *_BRACKETS.findall(text)):
        key = _key(part)
        yield key
        yield (plain := _without_noise(key))
        if match := _TIGHT.match(plain):
            yield match[1]
        yield " ".join(_DOSE.sub("", plain).split())


def recognise(text: str) -> Vaccine | None:
    """Return the vaccine a registry, form or book means, None when it is not certain."""
    for spelling in _spellings(text):
        if spelling in _BY_WRITING:
            return _BY_WRITING[spelling]
    return by_antigens(antigens_in(text))


def by_antigens(antigens: frozenset[Antigen]) -> Vaccine | None:
    """Return the programme's vaccine with exactly these antigens."""
    return _BY_ANTIGENS.get(antigens)


def dose_number_in(text: str) -> int | None:
    """Return the dose number written in a name: "5in1 mũi 2", "Uốn ván (UV1)", "Sởi 2"."""
    outside = _number_of(_BRACKETS.sub(" ", text), _DOSE)
    inside = (_number_of(part, _NAMED_DOSE) for part in _BRACKETS.findall(text))
    return outside or next((number for number in inside if number), None)


def _number_of(text: str, pattern: re.Pattern[str]) -> int | None:
    key = _without_noise(_key(text))
    if match := _TIGHT.match(key):
        return int(match[2])
    match = None if key in _BY_WRITING else pattern.search(key)
    return int(match[1]) if match else None
