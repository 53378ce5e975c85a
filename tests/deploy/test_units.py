"""What systemd makes of a unit and its drop-ins: who runs it, told what, allowed to write where."""

import re
import subprocess

import pytest

from deploy.rehearse import units
from deploy.rehearse.units import DEPLOY

NAMES = sorted(path.stem for path in DEPLOY.glob("portal-*.service"))
OWNER = "portal_owner"


def test_the_migration_runs_as_the_owner_of_the_tables() -> None:
    migrate = units.read("portal-migrate").settings

    assert migrate["User"][-1] == migrate["Group"][-1] == OWNER
    assert migrate["EnvironmentFile"] == ["/srv/portal.env", "/srv/portal-migrate.env"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "portal-migrate"])
def test_nothing_else_does_or_is_told_how(name: str) -> None:
    unit = units.read(name).settings

    assert unit["User"] == unit["Group"] == ["portal"]
    assert unit["EnvironmentFile"] == ["/srv/portal.env"]


def test_the_migration_leaves_the_folders_of_the_others_alone() -> None:
    migrate, web = units.read("portal-migrate").settings, units.read("portal-web").settings

    assert not {*migrate["RuntimeDirectory"]} & {*web["RuntimeDirectory"]}
    assert migrate["ReadWritePaths"] == []
    assert all("PORTAL_INSTANCE=${RUNTIME_DIRECTORY}" in line for line in migrate["ExecStart"])


@pytest.mark.parametrize("name", ["portal-backup", "portal-drill"])
def test_backups_can_be_written_by_whom_they_are_written(name: str) -> None:
    paths = set(units.read(name).settings["ReadWritePaths"])

    assert paths == {"/srv/portal-instance", "-/srv/portal-backups"}


@pytest.mark.parametrize("name", NAMES)
def test_no_unit_can_change_the_keys(name: str) -> None:
    assert not any("portal-keys" in path for path in units.read(name).settings["ReadWritePaths"])


@pytest.mark.parametrize("name", ["portal-migrate", "portal-drill"])
def test_what_a_unit_reads_of_its_credentials_is_loaded(name: str) -> None:
    unit = units.read(name).settings
    loaded = {each.partition(":")[0] for each in unit["LoadCredential"]}
    read = set(re.findall(r"\$\{CREDENTIALS_DIRECTORY\}/(\S+)", " ".join(unit["ExecStart"])))

    assert read == loaded


@pytest.mark.parametrize("guide", ["README.md", "README.vi.md"])
def test_the_guides_install_every_drop_in(guide: str) -> None:
    text = re.sub(r"\\\n\s+", "", (DEPLOY / guide).read_text(encoding="utf-8"))
    copies = [line for line in text.splitlines() if "cp -r" in line and "*.service" in line]

    assert len(copies) == 2  # the first time, and with each new version
    for folder in DEPLOY.glob("portal-*.service.d"):
        assert all(folder.name in line for line in copies), folder.name


def test_systemd_knows_every_line() -> None:
    """Programs and folders of a host are not here, so only what it says of a line counts."""
    units_here = sorted([*DEPLOY.glob("portal-*.service"), *DEPLOY.glob("*/*.service")])
    said = subprocess.run(  # noqa: S603
        ["systemd-analyze", "verify", *map(str, units_here)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    ).stderr

    assert len(units_here) > len(NAMES)
    assert not [line for line in said.splitlines() if line.startswith(f"{DEPLOY}/")]
