"""Opening one reset to the desk of its commune."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort

from portal.access.policy import Permission
from portal.access.residents import Resident, admit_resident
from portal.resets import queries
from portal.resets.queries import Reset
from portal.staff.signed_in import current_staff


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A reset this member may see, and whom it is for."""

    reset: Reset
    resident: Resident


def admit(reset_id: UUID) -> Admitted:
    """Return a reset of this commune with the line that says who looked; else 404 or 403."""
    found = queries.reset_of(reset_id, current_staff().commune)
    if found is None:
        abort(404)
    ref = f"reset:{found.id}"
    resident = admit_resident(found.person_id, Permission.MANAGE_ACCOUNT, object_ref=ref)
    return Admitted(reset=found, resident=resident)
