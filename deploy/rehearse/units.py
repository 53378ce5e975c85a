"""The systemd units in deploy/, so that a rehearsal runs what they say."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
INSTALLED = "/srv/portal/"  # where the units expect this folder


@dataclass(frozen=True)
class Unit:
    """One unit: what each key was set to, in order."""

    name: str
    settings: Mapping[str, list[str]]

    def commands(
        self, environment: Mapping[str, str], instead: Mapping[str, str] | None = None
    ) -> list[list[str]]:
        """Return its ExecStart lines for this machine; `instead` maps a text to another."""
        return [_command(line, environment, instead or {}) for line in self.settings["ExecStart"]]


def read(name: str) -> Unit:
    """Read deploy/NAME.service and its drop-ins, with their lines in systemd's order."""
    settings: dict[str, list[str]] = {}
    for path in (DEPLOY / f"{name}.service", *_drop_ins(name)):
        for line in path.read_text(encoding="utf-8").splitlines():
            key, given, value = line.partition("=")
            if given and not line.startswith(("#", ";", "[")):
                _set(settings, key.strip(), value.strip())
    return Unit(name, settings)


def _drop_ins(name: str) -> list[Path]:
    """Return the files of NAME.service.d, and of each shorter name that ends with a dash."""
    stems = [name[: end + 1] for end, letter in enumerate(name) if letter == "-"]
    folders = [DEPLOY / f"{stem}.service.d" for stem in (*stems, name)]
    found = [path for folder in folders for path in folder.glob("*.conf")]
    return sorted(found, key=lambda path: path.name)


def _set(settings: dict[str, list[str]], key: str, value: str) -> None:
    """Add a value; an empty one forgets those before it."""
    if value:
        settings.setdefault(key, []).append(value)
    else:
        settings[key] = []


def _command(line: str, environment: Mapping[str, str], instead: Mapping[str, str]) -> list[str]:
    here = line.replace(INSTALLED, f"{ROOT}/")
    for text, other in instead.items():
        if text not in here:
            raise ValueError(f"the unit no longer says {text}")
        here = here.replace(text, other)
    filled = re.sub(r"\$\{(\w+)\}", lambda found: environment[found[1]], here)
    return shlex.split(filled)
