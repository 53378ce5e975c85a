"""Where the work of a village head begins while the fee is collected."""

from flask import url_for

from portal.cash import village_lists
from portal.staff.signed_in import SignedInStaff


def list_of(staff: SignedInStaff) -> str | None:
    """Return the list of the head's own village; None as long as nothing is asked there."""
    return url_for("cash.village") if village_lists.is_asked(staff) else None
