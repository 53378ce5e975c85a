"""Statements somebody brings and a colleague confirms."""

import io
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.kernel.db import session
from portal.staff.signed_in import SignedInStaff
from portal.transfers import statement_deciding, statements
from portal.transfers.models import StatementImport, StatementState
from portal.transfers.statement_rows import CameIn
from tests.client import InspectingClient

PAGE = "/desk/money/statement"


def brings(browser: InspectingClient, content: bytes, name: str = "saoke.csv") -> TestResponse:
    """Send a file as one member of staff; it waits for another."""
    fields = {"csrf_token": browser.token(PAGE), "file": (io.BytesIO(content), name)}
    return browser.post(PAGE, data=fields, content_type="multipart/form-data")


def says(browser: InspectingClient, word: str, statement_id: UUID | None = None) -> TestResponse:
    """Confirm or refuse a statement, the one that waits if none is named."""
    path = f"/desk/money/statements/{statement_id or waiting()}"
    return browser.submit(PAGE, {}, to=f"{path}/{word}")


def brings_and_a_colleague_confirms(
    bringer: InspectingClient, colleague: InspectingClient, content: bytes, name: str = "saoke.csv"
) -> TestResponse:
    """Let one bring a file and another confirm it; return what the colleague was answered."""
    answer = brings(bringer, content, name)
    assert answer.status_code == 200, answer.text
    return says(colleague, "confirm")


def confirmed(
    rows: Sequence[CameIn],
    unit_id: UUID,
    *,
    by: SignedInStaff,
    second: SignedInStaff,
    content: bytes = b"1",
) -> statement_deciding.Confirmed:
    """Note rows and confirm them, without the pages; commits after either word."""
    numbered = [replace(each, row=number) for number, each in enumerate(rows, 1)]
    brought = statements.bring(content, numbered, (), unit_id, by=by)
    session.commit()
    became = statement_deciding.confirm(brought.statement_id, by=second)
    session.commit()
    return became


def waiting() -> UUID:
    """Return the one statement that waits."""
    found = session.scalars(
        sa.select(StatementImport.id).where(StatementImport.state == StatementState.WAITING)
    ).one()
    session.commit()
    return found


def state(statement_id: UUID) -> StatementState:
    """Return where a statement stands."""
    found = session.scalars(
        sa.select(StatementImport.state).where(StatementImport.id == statement_id)
    ).one()
    session.commit()
    return found
