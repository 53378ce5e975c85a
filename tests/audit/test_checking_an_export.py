"""A resident checks their own lines offline, with a program that knows nothing of the portal."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.audit import chain, checkpoints
from portal.audit.export import export_of
from portal.config import ROOT
from portal.kernel.db import reads
from tests.audit.logbook import LAN, MINH, lines_of, written

CHECKER = ROOT / "tools" / "check_log.py"


def check(*arguments: object) -> tuple[int, str]:
    """Run the checker as a resident does: another process, without the portal's packages."""
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", str(CHECKER), *map(str, arguments)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert ended.stderr == b""
    return ended.returncode, ended.stdout.decode()


def saved(export: Any, path: Path) -> Path:
    path.write_text(json.dumps(export, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def export(app: Flask) -> dict[str, Any]:
    """Return Lan's five lines; the fourth was the newest when the station signed."""
    written((LAN, 4), (MINH, 2))
    checkpoints.take(reads(), checkpoints.own_file())
    written((LAN, 1))
    return export_of(LAN)


def test_an_export_holds_ones_own_lines_and_the_newest_signed_end(export: dict[str, Any]) -> None:
    assert [line["position"] for line in export["lines"]] == [1, 2, 3, 4, 5]
    assert {line["body"]["person_id"] for line in export["lines"]} == {str(LAN)}
    assert (export["checkpoint"]["position"], export["checkpoint"]["number"]) == (4, 1)
    assert export["checkpoint"]["hash"] == lines_of(LAN)[3]["hash"].hex()


def test_an_export_as_downloaded_is_whole(export: dict[str, Any], tmp_path: Path) -> None:
    code, says = check(saved(export, tmp_path / "log.json"))

    assert (code, says) == (0, "Đủ 5 dòng, không dòng nào bị sửa. 5 lines are whole.\n")


def changed(export: dict[str, Any]) -> None:
    export["lines"][2]["body"]["actor_name"] = "Người khác"


def permitted(export: dict[str, Any]) -> None:
    export["lines"][2]["body"]["permitted"] = False


def taken_out(export: dict[str, Any]) -> None:
    del export["lines"][2]


def taken_out_and_counted_again(export: dict[str, Any]) -> None:
    del export["lines"][2]
    for number, line in enumerate(export["lines"], start=1):
        line["position"] = number


def exchanged(export: dict[str, Any]) -> None:
    lines = export["lines"]
    lines[2], lines[3] = lines[3], lines[2]


def rewritten_with_its_hash(export: dict[str, Any]) -> None:
    line = export["lines"][2]
    line["body"]["actor_name"] = "Người khác"
    line["hash"] = chain.hash_of(3, bytes.fromhex(line["previous"]), line["body"]).hex()


def cut_before_the_signed_end(export: dict[str, Any]) -> None:
    del export["lines"][3:]


def of_somebody_else(export: dict[str, Any]) -> None:
    export["chain"] = str(MINH)


def computed_again_to_the_end(export: dict[str, Any]) -> None:
    export["lines"][0]["body"]["actor_name"] = "Người khác"
    previous = bytes(32)
    for line in export["lines"]:
        line["previous"] = previous.hex()
        previous = chain.hash_of(line["position"], previous, line["body"])
        line["hash"] = previous.hex()


def without_its_lines(export: dict[str, Any]) -> None:
    del export["lines"]


@pytest.mark.parametrize(
    ("doctor", "line"),
    [
        (changed, "Line 3 was changed"),
        (permitted, "Line 3 was changed"),
        (taken_out, "Line 3 is missing"),
        (taken_out_and_counted_again, "Line 3 follows another line"),
        (exchanged, "Line 3 is missing"),
        (rewritten_with_its_hash, "Line 4 follows another line"),
        (cut_before_the_signed_end, "Line 4 is missing"),
        (of_somebody_else, "Line 1 is somebody else's"),
        (computed_again_to_the_end, "Line 4 is not the one that was signed"),
        (without_its_lines, "cannot be read"),
    ],
)
def test_a_doctored_export_is_refused(
    export: dict[str, Any], tmp_path: Path, doctor: Any, line: str
) -> None:
    doctor(export)

    code, says = check(saved(export, tmp_path / "log.json"))

    assert code == 1
    assert line in says


def test_an_earlier_export_is_the_beginning_of_a_later_one(
    export: dict[str, Any], tmp_path: Path
) -> None:
    old = saved(export, tmp_path / "old.json")
    written((LAN, 3))
    new = saved(export_of(LAN), tmp_path / "new.json")

    assert check(new, "--earlier", old)[0] == 0
    assert check(old, "--earlier", new) == (
        1,
        "Dòng 6: khác tệp cũ. Line 6 differs from the older file.\n",
    )


def test_a_history_written_anew_is_not_what_the_resident_has_at_home(
    export: dict[str, Any], tmp_path: Path
) -> None:
    anew = copy.deepcopy(export)
    computed_again_to_the_end(anew)
    anew["checkpoint"] = None
    old, new = saved(export, tmp_path / "old.json"), saved(anew, tmp_path / "new.json")

    assert check(new)[0] == 0
    assert "Line 1 differs" in check(new, "--earlier", old)[1]


def test_a_broken_checkpoint_file_leaves_the_export_without_a_signed_end(
    export: dict[str, Any],
) -> None:
    checkpoints.own_file().write_bytes(b"{}\n")

    assert export_of(LAN)["checkpoint"] is None


def test_an_export_of_somebody_nobody_looked_at_is_whole(app: Flask, tmp_path: Path) -> None:
    assert check(saved(export_of(MINH), tmp_path / "log.json"))[0] == 0
