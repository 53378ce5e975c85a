"""Rows held earlier, tried again once new people or new numbers are known."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from portal.interop import packing
from portal.interop.models import HeldRow
from portal.interop.recognise import Family
from portal.interop.runs.audit import note_imports
from portal.interop.runs.batch import Batch
from portal.interop.sources import FEEDS, Feed
from portal.interop.values.dose import DoseValue, SubjectValue
from portal.interop.values.encounter import BirthValue, EncounterValue
from portal.interop.values.health_record import HealthRecordValue
from portal.kernel import clock
from portal.kernel.db import database

MAKES_PEOPLE_KNOWN = (Family.POPULATION, Family.REGISTRY)
_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (BirthValue, DoseValue, EncounterValue, HealthRecordValue, SubjectValue)
}
_AT_ONCE = 200
Waiting = Row[int, UUID, str | None]


def place_held() -> int:
    """Write the held rows whose person is known by now; return how many were placed."""
    return sum(_place(family, feed) for family, feed in FEEDS.items())


def _place(family: Family, feed: Feed) -> int:
    placed, last = 0, 0
    while True:
        with database().transaction() as connection:
            rows = _waiting(connection, family, last)
            placed += sum(_place_one(connection, family, feed, row) for row in rows)
        if not rows:
            return placed
        last = rows[-1].id


def _place_one(connection: Connection, family: Family, feed: Feed, row: Waiting) -> bool:
    """Write one row in a savepoint; a clash with what is stored leaves it waiting."""
    batch = Batch(
        connection=connection,
        run_id=row.run_id,
        family=family,
        now=clock.now(),
        today=clock.today(),
        source=feed.source,
        any_held=True,
    )
    value = _value(row)
    if value is None:
        return False
    try:
        with connection.begin_nested():
            feed.write(batch, [value])
            note_imports(batch)
    except IntegrityError:
        return False
    return not batch.report.tally.held


def _waiting(connection: Connection, family: Family, after: int) -> Sequence[Waiting]:
    query = (
        sa.select(HeldRow.id, HeldRow.run_id, HeldRow.payload)
        .where(HeldRow.family == family, HeldRow.placed_at.is_(None), HeldRow.id > after)
        .order_by(HeldRow.id)
        .limit(_AT_ONCE)
    )
    return connection.execute(query).all()


def _value(row: Waiting) -> Any:
    kind, _, text = (row.payload or "").partition(":")
    return packing.unpack(_KINDS[kind], text) if kind in _KINDS else None
