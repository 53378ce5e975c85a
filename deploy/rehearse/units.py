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
    """Read deploy/NAME.service with its lines in order."""
    settings: dict[str, list[str]] = {}
    for line in (DEPLOY / f"{name}.service").read_text(encoding="utf-8").splitlines():
        key, given, value = line.partition("=")
        if given and not line.startswith(("#", ";", "[")):
            settings.setdefault(key.strip(), []).append(value.strip())
    return Unit(name, settings)


def _command(line: str, environment: Mapping[str, str], instead: Mapping[str, str]) -> list[str]:
    here = line.replace(INSTALLED, f"{ROOT}/")
    for text, other in instead.items():
        if text not in here:
            raise ValueError(f"the unit no longer says {text}")
        here = here.replace(text, other)
    filled = re.sub(r"\$\{(\w+)\}", lambda found: environment[found[1]], here)
    return shlex.split(filled)
