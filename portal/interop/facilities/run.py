"""From a list of facilities to the database."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.interop.facilities.read import FacilityValue
from portal.interop.problems import N_
from portal.interop.runs.batch import Batch
from portal.kernel.text import fold
from portal.people.places import Facility


def write(batch: Batch, values: Sequence[FacilityValue]) -> None:
    """Add or correct facilities; those merged into others come after them."""
    for value in sorted(values, key=lambda v: bool(v.merged_into)):
        known = {
            row.code: row
            for row in batch.connection.execute(
                sa.select(Facility.__table__).where(
                    Facility.code.in_([value.code, value.merged_into])
                )
            )
        }
        if value.merged_into and value.merged_into not in known:
            batch.report.refuse(
                value.row, "", N_("The facility it was merged into is not on the list.")
            )
            continue
        _save(batch, value, known.get(value.code))


def _save(batch: Batch, value: FacilityValue, before: Any) -> None:
    columns = {
        "name": value.name,
        "name_folded": fold(value.name),
        "phone": value.phone or None,
        "merged_into": value.merged_into or None,
        "merged_on": value.merged_on,
    }
    if before is None:
        batch.connection.execute(sa.insert(Facility).values(code=value.code, **columns))
        batch.report.tally.new += 1
    elif any(getattr(before, name) != column for name, column in columns.items()):
        batch.connection.execute(
            sa.update(Facility).where(Facility.code == value.code).values(**columns)
        )
        batch.report.tally.changed += 1
    else:
        batch.report.tally.same += 1
