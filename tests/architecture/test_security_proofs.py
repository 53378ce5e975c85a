"""The list of what proves each defence names every row, and files that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROOFS = (ROOT / "docs" / "security-proofs.md").read_text(encoding="utf-8")
THREATS = 27


def test_every_threat_has_its_row() -> None:
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", PROOFS, re.MULTILINE)] == list(
        range(1, THREATS + 1)
    )


def test_every_proof_is_there() -> None:
    named = re.findall(r"`([\w/]+\.\w+)`", PROOFS)

    assert len(named) > THREATS
    assert [path for path in named if not (ROOT / path).is_file()] == []
