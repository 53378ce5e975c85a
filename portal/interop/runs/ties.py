"""Relatives other sources name: kept where the commune's list names none."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from portal.interop.names import stored_name
from portal.interop.runs.batch import Batch
from portal.interop.runs.writes import Writes
from portal.interop.values.person import RelativeValue
from portal.people.models import FamilyTie


def add_missing(
    batch: Batch, writes: Writes, relatives: Mapping[UUID, Sequence[RelativeValue]]
) -> set[UUID]:
    """Add the ties not on file yet; return the persons that got one.

    A registry or a hospital makes nobody a representative: only the station's list does.
    """
    query = sa.select(FamilyTie.person_id, FamilyTie.kind).where(
        FamilyTie.person_id.in_(sorted(relatives))
    )
    have = {(row.person_id, row.kind) for row in batch.connection.execute(query)}
    added = set()
    for person_id, named in relatives.items():
        for relative in named:
            if (person_id, relative.kind) in have:
                continue
            have.add((person_id, relative.kind))
            added.add(person_id)
            writes.add(
                FamilyTie,
                person_id=person_id,
                kind=relative.kind,
                name=stored_name(relative.full_name),
                relative_id=None,
                relation_text=relative.relation_text or None,
                phone=relative.phone.number if relative.phone else None,
                represents=False,
                source=batch.source,
                recorded_on=batch.today,
            )
    return added
