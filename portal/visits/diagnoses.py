"""One plain sentence for a diagnosis, from the reviewed table and from nowhere else.

The name shown is the one in the file; a code without a sentence has none.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.kernel.bilingual import Bilingual

_FILE = Path(__file__).parent / "data" / "diagnoses.toml"
_CODE = re.compile(r"([A-Z]\d{2})(?:\.?(\d[\dA-Z]{0,2}))?[*†+]?")


def in_plain_words(icd10: str | None) -> Bilingual | None:
    """Return the sentence for a code, or for its three-character category."""
    match = _CODE.fullmatch((icd10 or "").strip().upper())
    if match is None:
        return None
    category, detail = match.groups()
    table = _table()
    return table.get(f"{category}.{detail}") or table.get(category)


@cache
def _table() -> Mapping[str, Bilingual]:
    with _FILE.open("rb") as file:
        entries = tomllib.load(file)["code"]
    return MappingProxyType({code: Bilingual.read(entry) for code, entry in entries.items()})
