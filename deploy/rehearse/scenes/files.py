"""nginx and systemd read the files of deploy/ as they will on a host, and complain of nothing."""

import json
import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from deploy.rehearse import certificate
from deploy.rehearse.proxy import Proxy
from deploy.rehearse.stage import Stage
from deploy.rehearse.units import DEPLOY
from deploy.rehearse.verdict import Skipped

MOST_EXPOSED = 3.0  # of 10, as `systemd-analyze security` counts; 0 is nothing at all
VENV = "srv/portal/.venv/bin"
PROGRAMS = (f"{VENV}/flask", f"{VENV}/gunicorn", "usr/bin/env", "bin/sh")


def play(stage: Stage) -> None:
    proxy = Proxy(stage.folder / "nginx", certificate.make(stage.folder / "tls"), 8000)
    complaint = proxy.check()
    stage.verdict.expect(not complaint, f"nginx takes the site: {complaint}")
    stage.verdict.expect(_style_is_allowed(), "the calm page's style is the one its policy names")
    if shutil.which("systemd-analyze") is None:
        raise Skipped("Debian's package systemd is missing")
    root = _installed(stage.folder / "root")
    units = sorted(path.name for path in _units())
    said = _analyze(root, "verify", "--man=no", *units)
    stage.verdict.expect(not said, f"systemd takes the units: {said}")
    exposed = {unit: _exposure(root, unit) for unit in units if unit.endswith(".service")}
    worst = max(exposed, key=lambda unit: exposed[unit])
    stage.verdict.figure("units", len(units))
    stage.verdict.figure("most exposed", f"{worst} {exposed[worst]:.1f}")
    stage.verdict.expect(exposed[worst] <= MOST_EXPOSED, f"no unit is exposed above {MOST_EXPOSED}")


def _units() -> Iterator[Path]:
    for kind in ("service", "timer"):
        yield from DEPLOY.glob(f"portal-*.{kind}")
        yield from DEPLOY.glob(f"pgbackrest/*.{kind}")


def _style_is_allowed() -> bool:
    """Say whether the hash in the site is that of the page's style."""
    page = (DEPLOY / "nginx" / "unavailable.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    named = b64encode(sha256(style[1].encode()).digest()).decode()
    return f"sha256-{named}" in (DEPLOY / "nginx" / "portal.conf").read_text(encoding="utf-8")


def _installed(root: Path) -> Path:
    """Make a host's root with the units and what they start."""
    system = root / "etc" / "systemd" / "system"
    system.mkdir(parents=True)
    for path in _units():
        shutil.copy(path, system / path.name)
    for path in DEPLOY.glob("portal-*.d"):
        shutil.copytree(path, system / path.name)
    for name in PROGRAMS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch(mode=0o755)
    shutil.copytree("/lib/systemd/system", root / "lib" / "systemd" / "system", symlinks=True)
    return root


def _analyze(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", f"--root={root}", "--no-pager", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in lines if "portal" in line)


def _exposure(root: Path, unit: str) -> float:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--root={root}", "--json=short", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = json.loads(done.stdout)
    return sum(float(row["exposure"] or 0) for row in rows if row["exposure"]) or 10.0
