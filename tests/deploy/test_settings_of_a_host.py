"""A file of settings says the same to systemd, which expands nothing, and to the shell."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.rehearse.units import DEPLOY

EXAMPLES = ("portal.env.example", "portal-migrate.env.example")
ME = pwd.getpwuid(os.geteuid()).pw_name


def as_systemd_reads(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition("=")[::2] for line in lines]
    return {name: value.strip("'\"") for name, value in pairs}


def with_what_is_offered(text: str) -> str:
    """Take the mark off the settings that are offered as a comment."""
    return text.replace("\n#PORTAL_", "\nPORTAL_")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("also_offered", [False, True])
def test_the_examples_mean_one_thing(name: str, also_offered: bool, tmp_path: Path) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    file = tmp_path / "portal.env"
    file.write_text(with_what_is_offered(text) if also_offered else text, encoding="utf-8")
    command = ["/bin/sh", "-euc", f'set -a; . "{file}"; exec env -0']
    said = subprocess.run(command, env={}, capture_output=True, check=True).stdout.decode()  # noqa: S603
    shell = dict(line.split("=", 1) for line in said.split("\0") if line.startswith("PORTAL_"))

    assert shell == as_systemd_reads(file.read_text(encoding="utf-8"))


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A folder like /srv, where `flask` tells its settings and what it can read."""
    (tmp_path / "portal" / ".venv" / "bin").mkdir(parents=True)
    flask = tmp_path / "portal" / ".venv" / "bin" / "flask"
    flask.write_text('#!/bin/sh\nenv | grep ^PORTAL_\nexec cat "$PORTAL_KEYRING"\n')
    flask.chmod(0o755)
    shutil.copytree(DEPLOY, tmp_path / "portal" / "deploy", ignore=shutil.ignore_patterns("*.py"))
    (tmp_path / "run").mkdir()
    (tmp_path / "keyring.json").write_text("{}\n")
    (tmp_path / "portal.env").write_text(
        "PORTAL_DATABASE_URL='pages&more'\n"
        f"PORTAL_INSTANCE='{tmp_path}/instance'\nPORTAL_KEYRING='{tmp_path}/keyring.json'\n"
    )
    (tmp_path / "portal-migrate.env").write_text("PORTAL_DATABASE_URL='owner&more'")
    return tmp_path


def typed(host: Path, script: str, **settings: str) -> list[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_SETTINGS": f"{host}/portal.env",
        "PORTAL_OWNER_SETTINGS": f"{host}/portal-migrate.env",
        "PORTAL_RUN": f"{host}/run",
        "PORTAL_USER": ME,
        "PORTAL_OWNER": ME,
        **settings,
    }
    command = [str(host / "portal" / "deploy" / script), "--version"]
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_command_is_told_what_the_host_is_told(host: Path) -> None:
    assert "PORTAL_DATABASE_URL=pages&more" in typed(host, "flask")


def test_a_file_named_beside_comes_after(host: Path) -> None:
    said = typed(host, "flask", PORTAL_ALSO=f"{host}/portal-migrate.env")

    assert "PORTAL_DATABASE_URL=owner&more" in said
    assert f"PORTAL_KEYRING={host}/keyring.json" in said


def test_the_owner_has_its_own_way_in_a_copy_of_the_ring_and_leaves_nothing(host: Path) -> None:
    said = typed(host, "as-owner")

    assert "PORTAL_DATABASE_URL=owner&more" in said
    assert f"PORTAL_KEYRING={host}/keyring.json" not in said
    assert "{}" in said  # what the ring holds
    assert f"PORTAL_INSTANCE={host}/instance" not in said
    assert not [*(host / "run").iterdir()]
