"""What staff of a facility have written into one record, as far as the reader may see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.clinic.additions.models import EntryKind, WrittenEntry
from portal.consents.queries import codes_merged_into
from portal.kernel.db import reads
from portal.measurements.seen_visits import of_an_unseen_visit
from portal.people.sight import Sight
from portal.staff.models import StaffMember

MOST_ENTRIES = 50


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One entry; `is_own` when the reader's facility, or one merged into it, wrote it.

    An entry that is not the newest was corrected since, and is written by nobody again.
    """

    id: UUID
    person_id: UUID
    kind: EntryKind
    object_id: UUID
    written_at: datetime
    title: str
    full_name: str
    replaces_id: UUID | None
    is_own: bool
    is_newest: bool


_LATER = aliased(WrittenEntry)
_IS_NEWEST = ~sa.exists().where(_LATER.replaces_id == WrittenEntry.id)
_IS_OWN = WrittenEntry.facility_code.in_(codes_merged_into(sa.bindparam("facility_code")))
_ROWS = sa.select(
    WrittenEntry.id,
    WrittenEntry.person_id,
    WrittenEntry.kind,
    WrittenEntry.object_id,
    WrittenEntry.written_at,
    StaffMember.title,
    StaffMember.full_name,
    WrittenEntry.replaces_id,
    _IS_OWN.label("is_own"),
    _IS_NEWEST.label("is_newest"),
).join(StaffMember, StaffMember.id == WrittenEntry.staff_id)
_OF_PERSON = (
    _ROWS.where(
        WrittenEntry.person_id == sa.bindparam("person_id"),
        WrittenEntry.kind.in_(sa.bindparam("kinds", expanding=True)),
        _IS_OWN,
        _IS_NEWEST,
        sa.not_(of_an_unseen_visit(WrittenEntry.object_id)),
    )
    .order_by(WrittenEntry.written_at.desc(), WrittenEntry.id)
    .limit(MOST_ENTRIES)
)
_ONE = _ROWS.where(WrittenEntry.id == sa.bindparam("entry_id"))


def entries_of(
    person_id: UUID, kinds: Collection[EntryKind], *, facility_code: str, sight: Sight
) -> Sequence[EntryRow]:
    """Return the newest version of what this facility wrote, newest first."""
    values = {
        "person_id": person_id,
        "kinds": sorted(kinds),
        "facility_code": facility_code,
        **sight.parameters,
    }
    return [EntryRow(**row._mapping) for row in reads().execute(_OF_PERSON, values)]


def entry(entry_id: UUID, *, facility_code: str) -> EntryRow | None:
    """Return an entry before anybody has been let in."""
    values = {"entry_id": entry_id, "facility_code": facility_code}
    row = reads().execute(_ONE, values).one_or_none()
    return EntryRow(**row._mapping) if row else None
