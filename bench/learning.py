"""What the portal reads for a page, learnt by listening while it makes one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self, cast
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection

from bench.calling import call
from bench.seed import Reader
from portal.access import gate
from portal.accounts.signed_in import token_hash
from portal.kernel.db import Database

Row = sa.Row[Any]
SHOWN = (str, int, Decimal, date)  # what people read; a bare page shows nobody ids and hashes


@dataclass(frozen=True, kw_only=True)
class Who:
    """What a page's statements ask by: the cookie, and whose page it is."""

    token_hash: bytes
    person_id: UUID
    account_id: UUID
    visit_id: UUID

    @classmethod
    def of(cls, reader: Reader) -> Self:
        return cls(
            token_hash=token_hash(reader.token),
            person_id=UUID(reader.person_id),
            account_id=UUID(reader.token),
            visit_id=UUID(reader.visit),
        )

    @property
    def values(self) -> list[object]:
        return [self.token_hash, self.person_id, self.account_id, self.visit_id]


@dataclass(frozen=True, kw_only=True)
class Read:
    """One of the portal's own statements; `own` are values each reader has of their own."""

    statement: sa.Executable
    same: Mapping[str, Any]
    own: Mapping[str, int]
    columns: list[int]

    def rows(self, connection: Connection, who: list[object]) -> list[Row]:
        own = {name: who[place] for name, place in self.own.items()}
        return list(connection.execute(self.statement, {**self.same, **own}))


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the portal as it was sent, uncompressed, and what it read.

    `statements` counts all it sent, from the cookie to the line of the log.
    """

    html: str
    statements: int
    reads: list[Read]


def learn(portal: Flask, reader: Reader) -> dict[str, Page]:
    """Let the portal make each kind of page and note what it reads."""
    who = Who.of(reader).values
    pages = {}
    for kind in reader.pages:
        with _counting(portal) as sent, _listening(portal) as heard:
            html = call(portal, kind, reader, 0).decode()
        with _database(portal).autocommit.connect() as connection:
            pages[kind] = Page(
                html=html,
                statements=len(sent),
                reads=[_read(connection, *statement, who) for statement in heard],
            )
    return pages


def _database(portal: Flask) -> Database:
    return cast(Database, portal.extensions["portal.database"])


@contextmanager
def _counting(portal: Flask) -> Iterator[list[str]]:
    """Collect every statement of a request as it is sent, without what frames them."""
    sent: list[str] = []

    def count(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT")):
            sent.append(statement)

    engine = _database(portal).engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", count)


@contextmanager
def _listening(portal: Flask) -> Iterator[list[tuple[sa.Executable, dict[str, Any]]]]:
    """Collect the selects of a request, all but the gate's: the gate is the portal's own."""
    heard: list[tuple[sa.Executable, dict[str, Any]]] = []

    def hear(
        _connection: Connection, statement: Any, several: Any, one: Any, _options: Any
    ) -> None:
        if statement.is_select and statement is not gate._PERSON:
            heard.append((statement, dict(one or (several[0] if several else {}))))

    engine = _database(portal).engine
    event.listen(engine, "before_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_execute", hear)


def _read(
    connection: Connection, statement: sa.Executable, values: dict[str, Any], who: list[object]
) -> Read:
    own = {name: who.index(value) for name, value in values.items() if value in who}
    same = {name: value for name, value in values.items() if name not in own}
    first = connection.execute(statement, values).first() or ()
    columns = [n for n, value in enumerate(first) if isinstance(value, SHOWN)]
    return Read(statement=statement, same=same, own=own, columns=columns)
