"""`flask audit canary`: look at nobody's record through the real pages, and find the line.

The person, the account and the session are made up; no number belongs to them, so nobody
can sign in as them. The session lives as long as the one request.
"""

import contextvars
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import click
import sqlalchemy as sa
from flask import Flask, current_app, g, request_finished
from sqlalchemy.engine import Connection
from werkzeug.test import Client

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import config, cookie_name, token_hash
from portal.audit import canary
from portal.audit.commands import group
from portal.audit.heads import heads_of
from portal.kernel import clock
from portal.kernel.db import database, reads
from portal.kernel.partial_date import Precision
from portal.kernel.text import fold
from portal.people.kinds import Sex
from portal.people.models import Person

__all__ = ["group"]  # the log's commands, this one among them

PERSON = UUID("0ca9a000-0000-4000-8000-000000000001")
ACCOUNT = UUID("0ca9a000-0000-4000-8000-000000000002")
NAME = "Người thử nhật ký"
LASTS = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and the name the application gave the request."""

    status: int
    request_id: str


@group.command("canary")
def command() -> None:
    """Look at a made-up record, prove that the line is there, and keep the outcome."""
    fault = run()
    canary.keep(fault)
    if fault:
        raise click.ClickException(fault)
    click.echo("the look was written")


def run() -> str | None:
    """Do the trial; return what went wrong."""
    _make_person()
    before = heads_of(reads(), [PERSON])[PERSON].position
    token = secrets.token_urlsafe(32)
    session_id = _open_session(token)
    try:
        answer = _look(token)
    finally:
        _forget(session_id)
    if answer.status != 200:
        return f"the page answered {answer.status}"
    return canary.fault_of_look(PERSON, answer.request_id, before)


def _make_person() -> None:
    with database().transaction() as connection:
        if _exists(connection, Person.id == PERSON):
            return
        connection.execute(
            sa.insert(Person).values(
                id=PERSON,
                full_name=NAME,
                name_folded=fold(NAME),
                sex=Sex.UNKNOWN,
                birth_date=date(2000, 1, 1),
                birth_precision=Precision.DAY,
                created_at=clock.now(),
            )
        )
        connection.execute(
            sa.insert(Account).values(
                id=ACCOUNT,
                person_id=PERSON,
                opened_at=clock.now(),
                totp_last_step=0,
                language="vi",
                large_text=False,
            )
        )


def _exists(connection: Connection, condition: sa.ColumnElement[bool]) -> bool:
    return bool(connection.execute(sa.select(sa.exists().where(condition))).scalar_one())


def _open_session(token: str) -> UUID:
    now, session_id = clock.now(), uuid4()
    with database().transaction() as connection:
        connection.execute(
            sa.insert(SignInSession).values(
                id=session_id,
                token_hash=token_hash(token),
                account_id=ACCOUNT,
                started_at=now,
                last_seen_at=now,
                confirmed_at=now,
                expires_at=now + LASTS,
                idle_seconds=int(LASTS.total_seconds()),
                shared_device=False,
                device="canary",
            )
        )
    return session_id


def _forget(session_id: UUID) -> None:
    with database().transaction() as connection:
        connection.execute(sa.delete(SignInSession).where(SignInSession.id == session_id))


def _look(token: str) -> Answer:
    """Ask for the record as a browser would."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a local proxy
    headers = {"Cookie": f"{cookie_name(config(), 'sid')}={token}"}
    path, host = f"/people/{PERSON}/record", _host()
    named: list[str] = []

    def listen(_sender: Flask, **_values: Any) -> None:
        named.append(g.request_id)

    def ask() -> int:
        browser = Client(app.wsgi_app, use_cookies=False)
        return browser.get(path, base_url=host, headers=headers).status_code

    with request_finished.connected_to(listen, app):
        # An empty context: Flask would otherwise reuse the command's, and its connection.
        status = contextvars.Context().run(ask)
    return Answer(status=status, request_id=named[-1] if named else "")


def _host() -> str:
    """Return an address this installation answers to."""
    host = next(iter(config().trusted_hosts), "localhost").lstrip(".")
    return f"https://{host}" if config().secure_cookies else f"http://{host}"
