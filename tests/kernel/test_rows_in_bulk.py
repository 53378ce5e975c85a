"""Many rows at once are bound as one row is, and what is refused is not quoted."""

from datetime import UTC, datetime
from typing import cast
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.interop.models import HeldRow, ImportRun, ImportState
from portal.kernel import bulk
from portal.kernel.db import database

RUN = UUID(int=7, version=4)
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
COLUMNS = ("run_id", "family", "row_key", "reason", "payload", "held_at")
HELD = cast(sa.Table, HeldRow.__table__)
SECRET = "Lò Thị Ví Dụ\t999195000123\\N\nxuống dòng"


@pytest.fixture(autouse=True)
def run(app: Flask) -> None:
    columns = ("id", "family", "sha256", "size", "started_at", "state", "position")
    counts = tuple(f"rows_{n}" for n in ("new", "changed", "same", "held", "refused", "dropped"))
    state = ImportState.RUNNING
    row = (RUN, "registry", b"\x00\xff\\x", 1, AT, state, 0, *(0 for _ in counts))
    with database().transaction() as connection:
        bulk.insert(connection, cast(sa.Table, ImportRun.__table__), (*columns, *counts), [row])


def hold(*rows: tuple[object, ...]) -> None:
    with database().transaction() as connection:
        bulk.insert(connection, HELD, COLUMNS, rows)


def a_row(key: bytes, payload: str | None = SECRET) -> tuple[object, ...]:
    return (RUN, "registry", key, "waits", payload, AT)


def test_every_kind_of_value_comes_back() -> None:
    hold(a_row(b"\x00\x01"), a_row(b"\x00\x02", None), a_row(b"\x00\x03", ""))
    with database().engine.connect() as connection:
        held = connection.execute(sa.select(HELD).order_by(HELD.c.row_key)).all()
        [taken] = connection.execute(sa.select(ImportRun.__table__)).all()

    assert [row.payload for row in held] == [SECRET, None, ""]
    assert {(row.run_id, row.held_at) for row in held} == {(RUN, AT)}
    assert (taken.sha256, taken.state) == (b"\x00\xff\\x", ImportState.RUNNING)


def test_equal_texts_are_sealed_each_on_its_own() -> None:
    hold(a_row(b"1"), a_row(b"2"))
    with database().engine.connect() as connection:
        sealed = connection.exec_driver_sql("SELECT payload FROM held_row").scalars().all()

    assert len({bytes(payload) for payload in sealed}) == 2


def test_a_row_that_clashes_is_refused_without_its_words() -> None:
    hold(a_row(b"1", None))
    with pytest.raises(sa.exc.IntegrityError) as refused:
        hold((RUN, "registry", b"1", SECRET, None, AT))

    assert not [word for word in SECRET.split() if word in str(refused.value)]
    assert refused.value.__cause__ is None or "Ví" not in str(refused.value.__cause__)


def test_a_value_outside_its_enumeration_is_refused() -> None:
    row = (uuid4(), "registry", b"", 1, AT, "nonsense", 0)
    names = ("id", "family", "sha256", "size", "started_at", "state", "position")
    with database().engine.connect() as connection, pytest.raises(LookupError):
        bulk.insert(connection, cast(sa.Table, ImportRun.__table__), names, [row])
