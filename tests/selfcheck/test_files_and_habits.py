"""Secrets lie apart and closed; what has to happen daily has happened."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.audit import checkpoints, reading
from portal.config import Backups, Config
from portal.kernel import clock
from portal.kernel.db import database
from portal.kernel.keyring import KeyRing
from portal.selfcheck import installed
from portal.selfcheck.files import of_files
from portal.selfcheck.habits import of_backups, of_clock, of_log
from portal.selfcheck.verdicts import Grade, Verdict
from tests.conftest import MORNING


def faults(found: list[Verdict]) -> set[str]:
    return {verdict.what for verdict in found if verdict.grade is Grade.FAULT}


@pytest.fixture
def kept_apart(config: Config, tmp_path: Path) -> Config:
    instance, apart = tmp_path / "instance", tmp_path / "keys"
    instance.mkdir(mode=0o700)
    apart.mkdir(mode=0o700)
    ring = KeyRing.create(apart / "keyring.json")
    return replace(config, instance=instance, key_ring=ring)


def test_a_closed_ring_in_a_place_of_its_own_is_well(kept_apart: Config) -> None:
    assert faults([*of_files(kept_apart)]) == set()


@pytest.mark.parametrize("mode", [0o440, 0o600, 0o644])
def test_a_ring_others_may_read_or_anybody_may_change_is_a_fault(
    kept_apart: Config, mode: int
) -> None:
    assert kept_apart.key_ring.path
    kept_apart.key_ring.path.chmod(mode)

    assert faults([*of_files(kept_apart)]) == {"key ring"}


@pytest.mark.parametrize("place", ["instance", "backups"])
def test_a_ring_that_would_be_copied_with_the_data_is_a_fault(
    kept_apart: Config, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / place
    folder.mkdir(mode=0o700, exist_ok=True)
    ring = KeyRing.create(folder / "keyring.json")
    backups = Backups(folder=tmp_path / "backups") if place == "backups" else Backups()

    found = [*of_files(replace(kept_apart, key_ring=ring, backups=backups))]

    assert faults(found) == {"key ring"}


def test_a_private_key_beside_the_backups_and_an_open_folder_are_faults(
    kept_apart: Config, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o755)
    identity = folder / "key"
    identity.touch(mode=0o400)

    found = [*of_files(replace(kept_apart, backups=Backups(folder=folder, identity=identity)))]

    assert faults(found) == {"private key of the backups", "folders"}


def test_backups_are_asked_for_where_they_are_to_lie(config: Config, tmp_path: Path) -> None:
    [verdict] = of_backups(config, MORNING)
    assert verdict.grade is Grade.NOTICE

    kept = replace(config, backups=Backups(folder=tmp_path))

    assert faults([*of_backups(kept, MORNING)]) == {"backups", "key of the backups"}


def test_the_log_has_to_be_signed_every_day(app: Flask) -> None:
    path = checkpoints.own_file()
    assert faults([*of_log(path, MORNING)]) == {"signature of the log"}

    with reading.one_moment(database()) as connection:
        checkpoints.take(connection, path)

    assert faults([*of_log(path, MORNING)]) == set()
    assert faults([*of_log(path, MORNING + timedelta(hours=27))]) == {"signature of the log"}
    assert faults([*of_log(path, MORNING - timedelta(minutes=59))]) == set()
    assert faults([*of_log(path, MORNING - timedelta(days=300))]) == {"signature of the log"}
    path.write_text("nonsense")
    assert faults([*of_log(path, MORNING)]) == {"signature of the log"}


def test_a_clock_apart_from_the_databases_is_a_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock.of_this_machine
    with database().engine.connect() as connection:
        assert faults([*of_clock(connection)]) == set()

        monkeypatch.setattr(clock, "of_this_machine", lambda: real() - timedelta(minutes=2))
        found = faults([*of_clock(connection)])

    assert found == (set() if database().is_sqlite else {"clock"})


def test_a_package_of_another_version_than_locked_is_a_fault(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("flask==0.1 \\\n    --hash=sha256:0\nnot-here==1.0 ; sys_platform == 'win32'\n")

    [verdict] = installed.of_packages(lock)

    assert verdict.grade is Grade.FAULT
    assert "0.1 is locked" in verdict.why


def test_a_medical_table_without_a_doctors_name_is_a_notice(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "bounds.toml").write_text('reviewed_by = ""\n')
    (folder / "seen.toml").write_text('reviewed_by = "BS. Lê Minh Quân"\n')

    [verdict] = installed.of_tables_of_words(tmp_path)

    assert (verdict.what, verdict.grade) == ("bounds.toml", Grade.NOTICE)
