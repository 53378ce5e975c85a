"""The commit hook sees a key, and does not cry wolf."""

from pathlib import Path

import pytest

from tools.secrets_check import secrets_in

KEY = "-----BEGIN " + "PRIVATE KEY-----"  # in two parts, or this file could not be committed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (KEY, "a private key"),
        ("postgresql://portal:" + "hunter2hunter2@db/portal", "a password in an address"),
        ('API_KEY = "' + "a1B2" * 8 + '"', "a secret value"),
        ("postgresql+psycopg://portal@/postgres?host=/run", None),
        ('secret_key = field(default="", repr=False)', None),
    ],
)
def test_a_secret_is_named_with_its_line(tmp_path: Path, text: str, found: str | None) -> None:
    path = tmp_path / "settings.txt"
    path.write_text(f"# settings\n{text}\n", encoding="utf-8")

    assert secrets_in(path) == ([f"{path}:2: {found}"] if found else [])
