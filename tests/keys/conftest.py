"""A ring that lies in a file, and is in use."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.kernel import crypto
from portal.kernel.keyring import KeyRing
from tests.conftest import KEY_RING


@pytest.fixture
def ring_file(tmp_path: Path) -> Iterator[Path]:
    """Put the tests' key into a file and take it from there."""
    folder = tmp_path / "ring"
    folder.mkdir()
    path = folder / "keyring.json"
    path.write_text(json.dumps({"1": b64encode(bytes(range(32))).decode()}))
    path.chmod(0o400)
    crypto.use(KeyRing.read(path))
    yield path
    crypto.use(KEY_RING)
