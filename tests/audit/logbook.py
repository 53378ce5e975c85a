"""A log to attack: lines of three people, and hands that reach behind the triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit import reading
from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.audit.models import LINES
from portal.audit.verifying import Verdict, verify
from portal.audit.walk import Fault
from portal.kernel import clock
from portal.kernel.db import database

LAN, MINH, MEN = (UUID(int=number, version=4) for number in (1, 2, 3))


def a_row(person_id: UUID, number: int = 0) -> dict[str, Any]:
    """Return one look at a record, not yet chained."""
    return {
        "chain": person_id,
        "at": clock.now(),
        "event": Event.RECORD_SEEN,
        "permitted": True,
        "basis": Basis.CONSENT,
        "section": "record",
        "person_id": person_id,
        "actor_name": f"Bác sĩ số {number}",
        "organisation": "Trạm Y tế xã Đồng Sen",
        "ground_ref": "consent:1",
        "request_id": f"{number:08x}",
    }


def written(*counts: tuple[UUID, int]) -> None:
    """Fill the log: so many lines about each of these people, in turns."""
    with database().transaction() as connection:
        for number in range(max(count for _, count in counts)):
            rows = [a_row(person, number) for person, count in counts if number < count]
            append(connection, rows)


@contextmanager
def behind_the_triggers() -> Iterator[Connection]:
    """Do what only somebody with the database's own password can."""
    with database().transaction() as connection:
        if database().is_sqlite:
            found = connection.execute(
                sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _ in found:
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
            yield connection
            for _, sql in found:
                connection.execute(sa.text(sql))
            return
        connection.execute(sa.text("ALTER TABLE audit_line DISABLE TRIGGER USER"))
        yield connection
        connection.execute(sa.text("ALTER TABLE audit_line ENABLE TRIGGER USER"))


def place(person: UUID, position: int) -> sa.ColumnElement[bool]:
    return sa.and_(LINES.c.chain == person, LINES.c.position == position)


def change(person: UUID, position: int, /, **values: object) -> None:
    """Rewrite columns of one line."""
    with behind_the_triggers() as connection:
        connection.execute(sa.update(LINES).where(place(person, position)).values(**values))


def delete(condition: sa.ColumnElement[bool]) -> None:
    with behind_the_triggers() as connection:
        connection.execute(sa.delete(LINES).where(condition))


def lines_of(person: UUID) -> list[dict[str, Any]]:
    with database().autocommit.connect() as connection:
        return list(reading.rows(connection, reading.OF_CHAIN, owner=person))


def verdict(**anchor: Any) -> Verdict:
    return verify(database(), **anchor)


def fault(**anchor: Any) -> Fault:
    """Return what the verification found; there must be something."""
    found = verdict(**anchor).fault
    assert found is not None, "the attack was not found"
    return found
