"""The lines batches leave in the log."""

from collections.abc import Iterable
from uuid import UUID

from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.issuing.models import BatchScope
from portal.staff.signed_in import SignedInStaff


def ref(batch_id: UUID) -> str:
    """Return how a batch is named in the log."""
    return f"slips:{batch_id}"


def about_batch(
    event: Event,
    batch_id: UUID,
    scope: BatchScope,
    people: Iterable[UUID],
    *,
    by: SignedInStaff,
    permitted: bool = True,
) -> list[Line]:
    """Return a line for each person of a household; one, about nobody, for a whole village.

    Everybody of a village still reads who took the slip with their name: that is a line each.
    """
    about: list[UUID | None] = [None] if scope is BatchScope.VILLAGE else [*people]
    return [
        Line(
            event=event,
            about=person_id,
            by=by.actor,
            permitted=permitted,
            basis=Basis.DESK,
            section="account",
            object_ref=ref(batch_id),
        )
        for person_id in about
    ]
