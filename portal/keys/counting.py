"""How many values each key still has to open."""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.keys.places import Place, places


def rows_by_key(connection: Connection) -> dict[str, Counter[int]]:
    """Return the rows of each column by the id of their key; empty columns too."""
    return {place.label: Counter(dict(_rows(connection, place))) for place in places()}


def sealed_with(connection: Connection, kid: int) -> int:
    """Count the values that open with one key only."""
    return sum(rows[kid] for rows in rows_by_key(connection).values())


def _rows(connection: Connection, place: Place) -> Iterator[tuple[int, int]]:
    key_id = place.key_id.label("key_id")
    counted = sa.select(key_id, sa.func.count()).where(place.column.is_not(None)).group_by(key_id)
    for kid, rows in connection.execute(counted):
        yield int.from_bytes(bytes(kid), "big"), rows
