"""An installation that keeps backups, and the key that opens them, which it does not hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.backups import sealing
from portal.config import Backups, Config
from tests.postgres import postgres_programs


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """Return a private key and its public half."""
    path = tmp_path / "backups.key"
    return path, sealing.new_key(path)


@pytest.fixture
def config(config: Config, tmp_path: Path, key: tuple[Path, str]) -> Config:
    folder = tmp_path / "backups"
    settings = Backups(folder=folder, recipients=(key[1],), programs=str(postgres_programs()))
    return replace(config, backups=settings)
