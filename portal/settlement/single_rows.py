"""Single receipts and arrivals that do not agree with what was made of them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.fees.receipts import number_of
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.settlement import arrivals, pairs, receipts
from portal.settlement.differences import Difference, Kind

_WRONG = sa.union_all(
    *pairs.unequal(receipts.ROWS, receipts.PAIRS), *pairs.unequal(arrivals.ROWS, arrivals.PAIRS)
).order_by(
    *(sa.column(name).nulls_last() for name in ("year", "number", "came_at")), sa.column("kind")
)


def wrong(connection: Connection, unit_id: UUID, prefix: str) -> Iterator[Difference]:
    """Yield each figure of a row that is not what its other rows say."""
    for row in connection.execute(_WRONG, {"unit_id": unit_id}):
        yield Difference(
            kind=Kind(row.kind),
            about=_about(row, prefix),
            written=int(row.written),
            moved=int(row.moved),
        )


def _about(row: sa.Row[Any], prefix: str) -> str:
    if row.number is not None:
        return number_of(prefix, row.year, row.number)
    return formats.moment(row.came_at, language=current_language())
