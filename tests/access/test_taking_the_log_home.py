"""A person takes the whole log home and checks it without the portal."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal.audit.events import Basis, Event
from portal.kernel.db import session
from tests import cast
from tests.access.grounds import a_daughter, delegates, log_of
from tests.access.lines import a_look
from tests.client import InspectingClient
from tests.conftest import Time

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FILE = "/export/nhat-ky.json"


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def checked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "check_log.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # our own file


def save(visitor: InspectingClient, person: cast.Member, folder: Path) -> Path:
    """Download the log and the program as a browser does."""
    (folder / "check_log.py").write_bytes(visitor.get("/check_log.py").data)
    saved = folder / "nhat-ky.json"
    saved.write_bytes(visitor.get(log_of(person, FILE)).data)
    return saved


def test_a_saved_log_is_whole_and_a_changed_one_is_not(
    app: Flask, visitor: InspectingClient, tmp_path: Path
) -> None:
    men, hung = cast.men(), cast.hung()
    for _ in range(3):
        a_look(men, YESTERDAY, by=hung, organisation="Trạm Y tế xã Đồng Sen")
    session.commit()
    cast.sign_in(visitor, men)

    saved = save(visitor, men, tmp_path)

    whole = checked(tmp_path, "nhat-ky.json")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    export = json.loads(saved.read_text(encoding="utf-8"))
    export["lines"][1]["body"]["actor_name"] = "Ai khác"
    saved.write_text(json.dumps(export), encoding="utf-8")
    assert checked(tmp_path, "nhat-ky.json").returncode == 1


def test_an_older_file_is_the_beginning_of_the_next(
    app: Flask, visitor: InspectingClient, tmp_path: Path
) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    save(visitor, men, tmp_path).rename(tmp_path / "nhat-ky-cu.json")
    save(visitor, men, tmp_path)

    told = checked(tmp_path, "nhat-ky.json", "--earlier", "nhat-ky-cu.json")
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_file_has_a_neutral_name_and_stays_in_no_cache(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    answer = visitor.get(log_of(men, FILE))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="nhat-ky.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/json"


def test_the_saving_is_the_last_line_of_the_file(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    export = json.loads(visitor.get(log_of(men, FILE)).data)

    last = export["lines"][-1]["body"]
    assert (last["event"], last["basis"]) == (Event.LOG_EXPORTED, Basis.SELF)
    assert "Did: saving the log" in visitor.get(log_of(men)).text


def test_the_log_is_taken_only_after_a_proof(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)
    for _ in range(3):
        time.pass_by(minutes=4)
        visitor.get(log_of(men))

    for path in ("/export", FILE):
        answer = visitor.get(log_of(men, path))
        assert answer.status_code == 303
        assert answer.location.startswith("/confirm?to=")


def test_a_mother_takes_the_log_of_her_baby_home(
    app: Flask, visitor: InspectingClient, tmp_path: Path
) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    assert FILE in visitor.get(log_of(son, "/export")).text
    save(visitor, son, tmp_path)

    assert checked(tmp_path, "nhat-ky.json").returncode == 0


def test_nobody_else_takes_the_log_of_who_may_keep_visits_private(
    app: Flask, visitor: InspectingClient
) -> None:
    mother, men = cast.lan(), cast.men()
    daughter = a_daughter(mother)
    delegates(men, mother)
    session.commit()
    cast.sign_in(visitor, mother)

    for person in (daughter, men):
        page = visitor.get(log_of(person, "/export")).text
        assert "From 15 on, only the person takes the log home." in page
        assert "nhat-ky.json" not in page
        answer = visitor.get(log_of(person, FILE))
        assert (answer.status_code, answer.location) == (303, log_of(person, "/export"))


def test_a_mother_takes_it_until_the_15th_birthday(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother, years=14)
    session.commit()
    cast.sign_in(visitor, mother)

    assert visitor.get(log_of(daughter, FILE)).mimetype == "application/json"


def test_the_program_is_the_one_of_the_project(app: Flask, visitor: InspectingClient) -> None:
    answer = visitor.get("/check_log.py")

    assert answer.data == Path("tools/check_log.py").read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="check_log.py"'
