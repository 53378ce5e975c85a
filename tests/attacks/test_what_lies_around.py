"""Files and logs give nothing away to another user of the server, or to its keeper."""

import contextlib
import stat
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request

from portal.app import create_app
from portal.config import Config, from_environment
from portal.kernel.db import database, make_engine, session
from tests import cast
from tests.client import InspectingClient

MARKS = ("999195000123", "900000123", "Hà Thị Lan", "Đau bụng kín")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_files_of_an_installation_are_its_owners_alone(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    config = from_environment({"PORTAL_ENV": "development", "PORTAL_INSTANCE": str(instance)})
    engine = make_engine(config.database_url)
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute("CREATE TABLE t (x)")
        connection.commit()
        files = list(instance.glob("portal.sqlite*"))
        assert len(files) >= 2, "the log file lies beside it"
        assert {mode(path) for path in files} == {0o600}
    engine.dispose()

    assert mode(instance) == 0o700
    assert mode(instance / "keyring.json") == mode(instance / "secret_key") == 0o400


def test_no_log_line_tells_who_or_what(
    app: Flask, visitor: InspectingClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through refusals, faults and failed forms, the log holds names of events only."""
    lan = cast.lan()
    session.commit()
    visitor.submit("/sign-in", {"personal_id": lan.personal_id})
    visitor.submit("/sign-in", {"personal_id": lan.personal_id + "1"})
    visitor.submit("/sign-in/code", {"code": "123456"})
    cast.sign_in(visitor, lan)
    person = f"/people/{lan.person_id}"
    visitor.get(f"/x?number={lan.personal_id}")
    visitor.submit(f"{person}/disputes/new?about=A", {"says": "Đau bụng kín"})
    with database().transaction() as connection:
        connection.execute(sa.text("ALTER TABLE service_case RENAME TO gone"))
    broken = visitor.submit(f"{person}/disputes/new?about=A", {"says": "Đau bụng kín"})
    assert broken.status_code == 500

    told = capsys.readouterr().err
    assert "unhandled_error" in told
    for mark in (*MARKS, "?", str(lan.person_id), "INSERT", "123456"):
        assert mark not in told, mark


def test_cookies_are_locked_to_the_host_where_there_is_tls(config: Config) -> None:
    secure = create_app(replace(config, secure_cookies=True))
    page = secure.test_client().get("/sign-in", base_url="https://localhost")

    [cookie] = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    secure.extensions["portal.database"].engine.dispose()


def test_the_address_a_browser_claims_is_believed_behind_our_proxy_only(config: Config) -> None:
    claim = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    for behind_proxy, seen in ((False, "127.0.0.1"), (True, "203.0.113.9")):
        portal = create_app(replace(config, behind_proxy=behind_proxy))
        with portal.test_client() as browser:
            browser.get("/healthz", headers={**claim, "X-Forwarded-For": "1.2.3.4, 203.0.113.9"})
            assert request.remote_addr == seen
        portal.extensions["portal.database"].engine.dispose()
