"""Pages that name a patient and show nothing of the record: that, too, is written down."""

from collections.abc import Mapping
from uuid import UUID

from portal.audit import trail
from portal.audit.chain import Head
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.staff.signed_in import SignedInStaff


def note_named(
    *person_ids: UUID, by: SignedInStaff, heads: Mapping[UUID, Head] | None = None
) -> None:
    """Write one line for each person a page names, before it is made."""
    trail.note(
        *(
            Line(event=Event.PATIENT_SEARCHED, about=person_id, by=by.actor, section="identity")
            for person_id in dict.fromkeys(person_ids)
        ),
        heads=heads,
    )
