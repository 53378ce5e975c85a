"""Checkpoints are signed, hold to each other, and a cut log is never signed."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.audit import chain
from portal.audit.models import LINES
from portal.kernel import crypto
from tests.audit.logbook import LAN, MEN, MINH, change, delete, place, written
from tests.conftest import KEY_RING, Time


@pytest.fixture
def shell(app: Flask) -> FlaskCliRunner:
    written((LAN, 3), (MINH, 2))
    return app.test_cli_runner()


def run(shell: FlaskCliRunner, *words: object) -> tuple[int, str]:
    ended = shell.invoke(args=["audit", *map(str, words)])
    return ended.exit_code, ended.output.strip()


@pytest.fixture
def file(shell: FlaskCliRunner, tmp_path: Path) -> Path:
    """Return a file with two days' checkpoints."""
    path = tmp_path / "elsewhere.jsonl"
    assert run(shell, "checkpoint", "--file", path) == (0, "checkpoint 1: 5 lines")
    written((LAN, 1), (MEN, 2))
    assert run(shell, "checkpoint", "--file", path) == (0, "checkpoint 2: 8 lines")
    return path


def test_a_whole_log_is_said_to_be_whole(shell: FlaskCliRunner, file: Path) -> None:
    assert run(shell, "verify") == (0, "8 lines in 3 chains are whole")
    assert run(shell, "verify", "--anchor", file) == (0, "8 lines in 3 chains are whole")


def test_a_record_has_the_chains_that_grew_since_the_last(file: Path) -> None:
    first, second = map(json.loads, file.read_text(encoding="utf-8").splitlines())

    assert set(first["heads"]) == {str(LAN), str(MINH)}
    assert {owner: at for owner, (at, _) in second["heads"].items()} == {str(LAN): 4, str(MEN): 2}


def test_anybody_can_check_a_signature_by_the_public_key(shell: FlaskCliRunner, file: Path) -> None:
    record = json.loads(file.read_text(encoding="utf-8").splitlines()[1])
    signature = bytes.fromhex(record.pop("signature"))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(run(shell, "public-key")[1]))

    key.verify(signature, chain.canonical(record))


def test_a_day_without_lines_is_signed_too(shell: FlaskCliRunner, file: Path) -> None:
    assert run(shell, "checkpoint", "--file", file) == (0, "checkpoint 3: 8 lines")
    assert run(shell, "verify", "--anchor", file)[0] == 0


def test_a_fault_is_named_in_words_and_in_json(shell: FlaskCliRunner, file: Path) -> None:
    change(LAN, 2, section="visits")

    code, says = run(shell, "verify")
    assert code == 1
    assert says == f"changed: line 3, chain {LAN}, position 2"
    code, says = run(shell, "verify", "--anchor", file, "--json")
    assert code == 1
    assert json.loads(says) == {
        "whole": False,
        "lines": 1,
        "chains": 1,
        "checkpoints": 2,
        "fault": {"kind": "changed", "chain": str(LAN), "position": 2, "seq": 3,
                  "checkpoint": None},
    }  # fmt: skip


def test_a_cut_end_is_named_and_never_signed(shell: FlaskCliRunner, file: Path) -> None:
    delete(place(LAN, 4))
    before = file.read_bytes()

    truncated = f"truncated: chain {LAN}, position 4"
    assert run(shell, "verify", "--anchor", file) == (1, truncated)
    assert run(shell, "checkpoint", "--file", file) == (1, f"Error: {truncated}")
    assert file.read_bytes() == before


def test_a_chain_that_is_gone_is_never_signed(shell: FlaskCliRunner, file: Path) -> None:
    delete(LINES.c.chain == MINH)

    assert "truncated" in run(shell, "checkpoint", "--file", file)[1]


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ('"lines":5', '"lines":4', 1),
        ('"number":2', '"number":3', 2),
        ('"key":1', '"key":7', 1),
        ('"signature":"', '"signature":"00', 1),
        ('"signature":"', '"autograph":"', 1),
    ],
)
def test_a_doctored_record_is_a_bad_signature(
    shell: FlaskCliRunner, file: Path, old: str, new: str, number: int
) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    wrong = f"bad signature: checkpoint {number} of the anchor file"
    assert run(shell, "verify", "--anchor", file) == (1, wrong)
    assert run(shell, "checkpoint", "--file", file) == (1, f"Error: {wrong}")


def test_a_record_taken_out_is_a_bad_signature(shell: FlaskCliRunner, file: Path) -> None:
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[1])

    assert "checkpoint 1" in run(shell, "verify", "--anchor", file)[1]


def test_a_record_signed_by_another_ring_is_a_bad_signature(
    shell: FlaskCliRunner, file: Path
) -> None:
    crypto.use(crypto.KeyRing({1: bytes(32)}))
    try:
        assert "bad signature" in run(shell, "verify", "--anchor", file)[1]
    finally:
        crypto.use(KEY_RING)


def test_records_outlive_a_change_of_keys(shell: FlaskCliRunner, file: Path) -> None:
    crypto.use(crypto.KeyRing({1: bytes(range(32)), 2: bytes(32)}))
    try:
        assert run(shell, "checkpoint", "--file", file)[0] == 0
        assert run(shell, "verify", "--anchor", file)[0] == 0
    finally:
        crypto.use(KEY_RING)


def test_checkpoints_have_a_usual_place(shell: FlaskCliRunner, app: Flask, time: Time) -> None:
    run(shell, "checkpoint")
    time.pass_by(days=1)
    run(shell, "checkpoint")

    path = app.extensions["portal.config"].instance / "audit-checkpoints.jsonl"
    assert [json.loads(line)["time"] for line in path.read_text().splitlines()] == [
        "2026-11-24T02:00:00+00:00",
        "2026-11-25T02:00:00+00:00",
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_from_before_is_never_renumbered(shell: FlaskCliRunner, file: Path) -> None:
    """The log only grows: what was signed stays as it was, whatever is written later."""
    written((LAN, 5), (MEN, 5), (MINH, 5))

    assert run(shell, "verify", "--anchor", file) == (0, "23 lines in 3 chains are whole")
