"""A file made to hurt is refused in a sentence; nothing is written, and the next one is read."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.interop.problems import FileRefused
from portal.interop.runs.engine import import_file
from portal.kernel.db import reads, session
from portal.people.models import Person
from portal.receiving.models import Arrival
from portal.transfers.models import StatementImport, StatementRow
from portal.transfers.statement_files import LARGEST
from tests import cast
from tests.attacks import bombs
from tests.client import InspectingClient, a_browser
from tests.fees.money import a_unit
from tests.transfers import sheets
from tests.transfers.brought import PAGE

MOST_MEMORY = 600 * 1024 * 1024
# In a process of its own: what a process once took it keeps, and the tests took much already.
ALONE = f"""
import resource, sys, tempfile
from pathlib import Path
from portal.interop.problems import FileRefused
from tests.attacks import bombs
from tests.interop.reading import everything
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
with tempfile.TemporaryDirectory() as folder:
    for name, path in bombs.for_the_command_line(Path(folder)):
        try:
            everything(path)
        except FileRefused:
            continue
        print(name, "is taken")
"""


def bring(browser: InspectingClient, content: bytes) -> tuple[int, str]:
    fields = {"csrf_token": browser.token(PAGE), "file": (io.BytesIO(content), "saoke.xlsx")}
    answer = browser.post(PAGE, data=fields, content_type="multipart/form-data")
    return answer.status_code, answer.text


@pytest.fixture
def hanh(app: Flask) -> InspectingClient:
    a_unit()
    member = cast.hanh()
    session.commit()
    browser = cast.sign_in_staff(a_browser(app), member)
    browser.set_cookie("language", "en")
    return browser


def written() -> int:
    tables = (StatementImport, StatementRow, Arrival)
    return sum(
        reads().execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables
    )


def test_a_statement_made_to_hurt_is_refused_beside_its_field(hanh: InspectingClient) -> None:
    for name, content in bombs.for_the_web():
        assert len(content) <= LARGEST, f"{name} does not fit through the door"

        status, page = bring(hanh, content)

        assert status == 422, name
        assert 'class="error"' in page, f"{name} is refused without a sentence"
    assert written() == 0
    good = sheets.csv(("05/11/2026", "FT1", "", "9.000", "nop phi"))
    assert bring(hanh, good)[0] == 200, "the next file is read"


def test_a_file_beyond_the_door_is_not_read(hanh: InspectingClient) -> None:
    assert bring(hanh, b"0" * (LARGEST + 64 * 1024))[0] == 413
    assert written() == 0


def test_a_file_at_the_server_is_refused_and_nothing_of_it_is_written(
    app: Flask, tmp_path: Path
) -> None:
    for name, path in bombs.for_the_command_line(tmp_path):
        assert is_refused(path), f"{name} is taken"
    assert reads().execute(sa.select(sa.func.count()).select_from(Person)).scalar_one() == 0


def is_refused(path: Path) -> bool:
    try:
        import_file(path)
    except FileRefused:
        return True
    return False


def test_reading_it_takes_little_memory() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-500:]
