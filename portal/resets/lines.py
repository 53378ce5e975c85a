"""The line of the log each step of a reset leaves, in the transaction of the step."""

from uuid import UUID

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.staff.signed_in import SignedInStaff


def record(
    event: Event, reset_id: UUID, person_id: UUID, by: SignedInStaff, *, permitted: bool = True
) -> None:
    """Write a step down with who took it; the person reads it in their own log."""
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by.actor,
            permitted=permitted,
            basis=Basis.DESK,
            section="account",
            object_ref=f"reset:{reset_id}",
        )
    )
