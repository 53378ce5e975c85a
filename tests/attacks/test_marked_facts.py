"""A number, a phone, an address, a secret, a complaint: followed through all that is written.

The portal runs as it is served, in processes of its own; people sign in, look, type nonsense and
meet faults; operators import, send, rotate keys and make backups. Then all that was written is
searched. Names and clinical rows are readable in the database by design (stations search by name);
in logs, outputs and backups nothing is.
"""

import csv
import os
import subprocess
import time as stopwatch
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import token_hash
from portal.backups import sealing
from portal.kernel import clock, crypto
from portal.kernel.db import database, session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Administrative
from portal.staff.models import StaffSession
from tests import cast
from tests.attacks import marked
from tests.attacks.marked import IDENTIFYING, NAMES, OF_HEALTH, Found, found_in
from tests.cast import Member
from tests.conftest import Time
from tests.faults.commands import flask_all
from tests.faults.far_browser import FarBrowser
from tests.faults.mortal_server import MortalServer
from tests.interop.reading import DATA
from tests.postgres import postgres_programs

TOKEN, DESK = "token-of-a-marked-resident", "s.token-of-the-desk"


@dataclass(frozen=True)
class Traces:
    """All that was written while people and operators were at work."""

    server: MortalServer
    folder: Path
    said: bytes  # what commands wrote to the operator

    @property
    def log(self) -> bytes:
        return self.server.log.read_bytes()


@pytest.fixture
def traces(app: Flask, database_url: str, time: Time, tmp_path: Path) -> Iterator[Traces]:
    """Let everything happen that is written about, then hand over what was written."""
    time.now = datetime.fromtimestamp(stopwatch.clock_gettime(stopwatch.CLOCK_REALTIME), UTC)
    resident = a_marked_resident()
    folder = tmp_path / "served"
    public = sealing.new_key(tmp_path / "backups.key")
    server = MortalServer(
        folder,
        database_url,
        PORTAL_BACKUPS=str(folder / "backups"),
        PORTAL_BACKUP_RECIPIENTS=public,
        PORTAL_BACKUP_IDENTITY=str(tmp_path / "backups.key"),
        PORTAL_POSTGRESQL_PROGRAMS=str(postgres_programs()),
    )
    server.start()
    try:
        people_come(server, resident)
        said = operators_work(server, tmp_path)
        faults_happen(server, resident)
        yield Traces(server, folder, said)
    finally:
        server.kill()


def a_marked_resident() -> Member:
    member = cast.a_person(
        marked.NAME,
        born=PartialDate(date(1995, 4, 2)),
        personal_id=marked.PERSONAL_ID,
        phone=marked.PHONE,
    )
    session.execute(sa.update(Account).values(totp_secret=marked.TOTP))
    session.add(
        Administrative(
            person_id=member.person_id,
            content_hash=crypto.mac("administrative", "marked"),
            current_address=marked.ADDRESS,
            email=marked.EMAIL,
            **cast.RECORDED,
        )
    )
    hanh, now = cast.hanh(), clock.now()
    until = now.replace(year=now.year + 1)
    begun: dict[str, Any] = {
        "started_at": now,
        "last_seen_at": now,
        "confirmed_at": now,
        "expires_at": until,
    }
    assert member.account_id
    session.add(
        SignInSession(
            id=uuid4(),
            token_hash=token_hash(TOKEN),
            account_id=member.account_id,
            idle_seconds=3600,
            shared_device=False,
            device="Chrome, Android",
            **begun,
        )
    )
    session.add(
        StaffSession(
            token_hash=token_hash(DESK), staff_id=hanh.staff_id, device="Chrome, Windows", **begun
        )
    )
    session.commit()
    return member


def people_come(server: MortalServer, resident: Member) -> None:
    """Sign in rightly and wrongly, look, complain, search at the counter."""
    visitor, own = FarBrowser(server.port), FarBrowser(server.port, TOKEN)
    person = f"/people/{resident.person_id}"
    assert visitor.submit("/sign-in", {"personal_id": marked.PERSONAL_ID})[0] == 303
    assert visitor.submit("/sign-in", {"personal_id": marked.WRONG_ID + "x"})[0] == 422
    visitor.submit("/sign-in/code", {"code": "123456"})
    assert own.get(f"{person}/record")[0] == 200
    said = own.submit(f"{person}/disputes/new?about=A", {"says": marked.SAYS})
    assert said[0] == 303
    desk = FarBrowser(server.port, DESK)
    searched = [
        desk.submit("/desk/", {"query": typed}, to="/desk/search")[0]
        for typed in (marked.PERSONAL_ID, f"{marked.NAME} 1995", marked.PHONE, marked.WRONG_ID)
    ]
    assert searched[:2] == [303, 303]


def operators_work(server: MortalServer, tmp_path: Path) -> bytes:
    """Import good and bad rows, send, look at the keys, back up: everything commands say."""
    path = a_list_with_bad_rows(tmp_path / "danh-sach.csv")
    commands = [
        ["interop", "import", str(path)],
        ["interop", "import", "--json", str(path)],
        ["audit", "checkpoint"],
        ["keys", "add"],
        ["keys", "activate", "2"],
        ["keys", "rotate"],
        ["keys", "status"],
        ["backup", "create"],
        ["backup", "drill"],
        ["notifications", "send"],
        ["security", "selfcheck"],
    ]
    ends, said = flask_all(server, commands)
    assert ends[:9] == [0] * 9, said.decode()
    return said


def a_list_with_bad_rows(path: Path) -> Path:
    """Write a list of people: one is the resident, the others no list may hold."""
    with (DATA / "population-list.csv").open(encoding="utf-8-sig", newline="") as file:
        head, model, *_rest = csv.reader(file)
    column = {name: number for number, name in enumerate(head)}
    rows = [list(model) for _ in range(4)]
    for row in rows:
        row[column["Họ và tên"]] = marked.NAME.upper()
        row[column["Số định danh/CCCD"]] = marked.PERSONAL_ID
        row[column["Mã thẻ BHYT"]] = marked.INSURANCE
        row[column["Số điện thoại"]] = "0" + marked.PHONE[3:]
        row[column["Nơi thường trú"]] = row[column["Nơi ở hiện tại"]] = marked.ADDRESS
        row[column["Ngày sinh"]], row[column["Giới tính"]] = "02/04/1995", "Nữ"
    rows[1][column["Ngày sinh"]] = "31/02/1995"
    rows[2][column["Số định danh/CCCD"]] = marked.PERSONAL_ID + "77"
    rows[3][column["Số điện thoại"]] = "0" + marked.PHONE[3:] + "99"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def faults_happen(server: MortalServer, resident: Member) -> None:
    """Ask for what is not there, send what is not taken, and break a table under a request."""
    own, number = FarBrowser(server.port, TOKEN), marked.PERSONAL_ID
    person = f"/people/{resident.person_id}"
    statuses = [
        own.get(f"/x/{number}?number={number}&phone={marked.PHONE}")[0],
        own.get("/", Host=f"{number}.evil.example")[0],
        own.get("/", User_Agent=marked.EMAIL, Referer=f"https://x/{number}")[0],
        own.get("/x", HX_Request="true", HX_Current_URL=f"https://x/?q={number}")[0],
        own.post("/sign-in", {"personal_id": number, "csrf_token": marked.SAYS})[0],
        own.post("/sign-in", {"personal_id": number * 10_000})[0],
        own.get("/", Cookie=f"__Host-sid={number}; __Host-form={number}")[0],
    ]
    assert {404, 400, 413} <= set(statuses), statuses
    with database().transaction() as connection:
        connection.execute(sa.text("ALTER TABLE service_case RENAME TO gone"))
    broken = own.submit(f"{person}/disputes/new?about=A", {"says": marked.SAYS + number})
    with database().transaction() as connection:
        connection.execute(sa.text("ALTER TABLE gone RENAME TO service_case"))
    assert broken[0] == 500


def test_nothing_that_was_written_tells_who_or_what(traces: Traces) -> None:
    """One walk, searched in every place: the walk is what takes the time."""
    assert b"unhandled_error" in traces.log
    assert found_in("log", traces.log, IDENTIFYING, OF_HEALTH, NAMES) == []
    assert found_in("commands", traces.said, IDENTIFYING, OF_HEALTH, NAMES) == []

    for path, content in files_of(traces.folder, but=("keyring.json",)):
        assert found_in(path, content, IDENTIFYING, OF_HEALTH, NAMES) == [], path
    assert any(name.endswith(".age") for name, _ in files_of(traces.folder))

    raw = list(raw_database())
    for where, content in raw:
        assert found_in(where, content, IDENTIFYING) == [], where
    clinical = [found for where, content in raw for found in found_in(where, content, OF_HEALTH)]
    assert clinical, "the search does not find what is there: it would find nothing else either"


def files_of(folder: Path, but: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in but and "assets" not in path.parts:
            yield str(path.relative_to(folder)), path.read_bytes()


def raw_database() -> Iterator[tuple[str, bytes]]:
    """Yield the database as a thief would find it: the file and its log, or a dump."""
    url = database().engine.url
    session.rollback()
    if database().is_sqlite:
        assert url.database
        for path in Path(url.database).parent.glob("portal.sqlite*"):
            yield path.name, path.read_bytes()
        return
    address = f"--dbname=postgresql://portal@/{url.database}?host={url.query['host']}"
    dump = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [postgres_programs() / "pg_dump", address], capture_output=True, check=True, env=os.environ
    )
    yield "dump", dump.stdout


def test_a_mark_is_found_in_every_way_it_could_be_written() -> None:
    for text in (
        marked.PERSONAL_ID,
        marked.PERSONAL_ID.encode().hex(),
        "0" + marked.PHONE[3:],
        marked.ADDRESS.upper(),
        marked.ADDRESS.encode("ascii", "backslashreplace").decode(),
    ):
        assert found_in("here", f"x{text}y".encode(), IDENTIFYING) != [], text
    assert found_in("here", b"999195047165", IDENTIFYING) == []
    assert Found("name", "here") in found_in("here", marked.NAME.encode(), NAMES)
