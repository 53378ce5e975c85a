"""What people do at the sign-in pages, step by step."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Row
from werkzeug.test import TestResponse

from portal.accounts.models import SignInSession
from portal.kernel.db import database
from portal.notifications.models import OutboxMessage
from tests.cast import Member
from tests.client import InspectingClient

CHROME = (
    "Mozilla/5.0 (Linux; Android 14; SM-A055F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)


def browser(app: Flask) -> InspectingClient:
    """Return one more browser."""
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    return client


def messages(kind: str = "code") -> Sequence[Row[str | None, str | None]]:
    """Return what waits in the outbox, oldest first, read anew."""
    query = sa.select(OutboxMessage.text, OutboxMessage.recipient).where(OutboxMessage.kind == kind)
    with database().engine.connect() as connection:
        return connection.execute(query.order_by(OutboxMessage.id)).all()


def newest_code() -> str:
    """Return the six digits of the newest message."""
    found = re.search(r"\b(\d{6})\b", str(messages()[-1].text))
    assert found
    return found[1]


def wrong_code() -> str:
    """Return a code that is not the newest one."""
    return f"{(int(newest_code()) + 1) % 10**6:06d}"


def type_number(client: InspectingClient, number: str, *, shared: bool = False) -> TestResponse:
    """Type a number at the sign-in page and send it."""
    fields = {"personal_id": number} | ({"shared_phone": "y"} if shared else {})
    return client.submit("/sign-in", fields, headers={"User-Agent": CHROME})


def type_code(client: InspectingClient, code: str) -> TestResponse:
    """Type a code at the code page and send it."""
    return client.submit("/sign-in/code", {"code": code}, headers={"User-Agent": CHROME})


def walk_in(client: InspectingClient, member: Member, *, shared: bool = False) -> None:
    """Sign in by number and SMS code."""
    assert type_number(client, member.personal_id, shared=shared).status_code == 303
    page = type_code(client, newest_code())
    assert page.status_code == 303
    assert page.location == "/home"


def sessions() -> int:
    """Count the sessions that are not ended."""
    query = sa.select(sa.func.count()).where(SignInSession.ended_at.is_(None))
    with database().engine.connect() as connection:
        return int(connection.execute(query).scalar_one())
