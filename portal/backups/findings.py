"""What is looked at in a restored database, each with a figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit.verifying import verify as verify_log
from portal.fees import units
from portal.kernel import crypto, migrations
from portal.kernel.crypto import SealBroken
from portal.kernel.db import Database, reads
from portal.kernel.sealed_columns import place_of, sealed_columns, stored
from portal.people.identity import identifier_index
from portal.people.models import Identifier, Phone
from portal.settlement.reconcile import reconcile

SAMPLE = 50  # values of each column


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was tried; `figure` is what came out, in words without a person."""

    what: str
    passed: bool
    figure: str


def findings(database: Database, checkpoints: Path | None) -> Iterator[Finding]:
    """Try the database that stands in for the installation's."""
    yield _schema(database)
    yield _log(database, checkpoints)
    yield _books()
    yield _values(database)
    yield _indexes(database)
    if database.is_sqlite:
        yield _pages(database)


def _schema(database: Database) -> Finding:
    """An older backup is brought to the newest schema, as it would be when it is needed."""
    with database.engine.connect() as connection:
        is_new = migrations.at_head(connection)
    if not is_new:
        with database.transaction() as connection:
            migrations.upgrade(connection)
    return Finding(what="schema", passed=True, figure="newest" if is_new else "brought up to date")


def _log(database: Database, checkpoints: Path | None) -> Finding:
    verdict = verify_log(database, checkpoints)
    fault = verdict.fault
    return Finding(
        what="log",
        passed=fault is None,
        figure=f"{verdict.lines} lines, {verdict.chains} chains, {verdict.checkpoints} checkpoints"
        + (f"; {fault.kind.value} at {fault.position}" if fault else ""),
    )


def _books() -> Finding:
    """Every book of every unit, which together are nothing, and no row that says otherwise."""
    reconciled = [reconcile(unit) for unit in units.units(reads())]
    total = sum(sum(each.books.of.values()) for each in reconciled)
    differences = sum(len(each.differences) for each in reconciled)
    return Finding(
        what="ledger",
        passed=total == 0 and differences == 0,
        figure=f"{len(reconciled)} units, sum {total}, {differences} differences",
    )


def _values(database: Database) -> Finding:
    with database.transaction() as connection:
        results = [opens for column in sealed_columns() for opens in _opens(connection, column)]
    return _counted("sealed values", results)


def _opens(connection: Connection, column: sa.Column[str]) -> Iterator[bool]:
    some = sa.select(stored(column)).where(column.is_not(None))
    for sealed in connection.execute(some.order_by(sa.func.random()).limit(SAMPLE)).scalars():
        try:
            crypto.unseal(place_of(column), bytes(sealed))
        except SealBroken:
            yield False
        else:
            yield True


def _indexes(database: Database) -> Finding:
    """Identifiers and phones are still found by what they say: the key of the indexes is right."""
    with database.transaction() as connection:
        results = [*_identifiers(connection), *_phones(connection)]
    return _counted("indexes", results)


def _identifiers(connection: Connection) -> Iterator[bool]:
    some = sa.select(Identifier.system, stored(Identifier.value), Identifier.value_index)
    for system, sealed, index in connection.execute(some.order_by(sa.func.random()).limit(SAMPLE)):
        yield identifier_index(system, _text("identifier.value", sealed)) == bytes(index)


def _phones(connection: Connection) -> Iterator[bool]:
    some = sa.select(stored(Phone.number), Phone.number_index)
    for sealed, index in connection.execute(some.order_by(sa.func.random()).limit(SAMPLE)):
        yield crypto.blind_index("phone", _text("phone.number", sealed)) == bytes(index)


def _text(place: str, sealed: bytes) -> str:
    """Return what a value says; nothing where it does not open, which fits no index."""
    try:
        return crypto.unseal(place, bytes(sealed))
    except SealBroken:
        return ""


def _counted(what: str, results: list[bool]) -> Finding:
    good = sum(results)
    return Finding(what=what, passed=good == len(results), figure=f"{good} of {len(results)}")


def _pages(database: Database) -> Finding:
    """SQLite's own look at every page and every reference."""
    with database.engine.connect() as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        astray = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    return Finding(
        what="file", passed=said == "ok" and not astray, figure=f"{said}, {astray} rows astray"
    )
