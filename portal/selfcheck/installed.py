"""What runs here, held against what was locked and what people have looked through."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from portal.selfcheck.verdicts import Grade, Verdict, verdicts

_LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_REVIEWED = "reviewed_by"


def of_packages(lock: Path) -> Iterator[Verdict]:
    """Judge whether the packages are those whose hashes are locked."""
    yield from verdicts("locked packages", _other_versions(lock))


def _other_versions(lock: Path) -> Iterator[str]:
    if not lock.exists():
        yield "requirements.lock is missing"
        return
    for name, locked in _LOCKED.findall(lock.read_text(encoding="utf-8")):
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue  # one for another system
        if installed != locked:
            yield f"{name} is {installed}, and {locked} is locked"


def of_tables_of_words(folder: Path) -> Iterator[Verdict]:
    """Name the medical tables no doctor has put a name under."""
    for path in sorted(folder.rglob("data/*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if content.get(_REVIEWED) == "":
            why = "nobody has looked it through: reviewed_by is empty"
            yield Verdict(what=path.name, grade=Grade.NOTICE, why=why)
