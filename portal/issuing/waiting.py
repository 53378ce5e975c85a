"""What of this package waits for a second member of staff."""

from flask import url_for

from portal.issuing import batches
from portal.issuing.models import BatchScope
from portal.kernel.i18n import lazy_gettext as _l
from portal.representation.bars import bars_of
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting

WHAT = {
    BatchScope.PERSON: _l("Slip for one person"),
    BatchScope.HOUSEHOLD: _l("Slips for a household"),
    BatchScope.VILLAGE: _l("Slips for a village"),
}


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return the batches of the commune that wait; none for who does not work at the desk."""
    if not staff.roles & AT_THE_DESK:
        return []
    bars = bars_of(staff)
    return [
        Waiting(
            what=str(WHAT[batch.scope]),
            about=batch.about,
            asked_by=batch.asked_by_name,
            asked_at=batch.asked_at,
            until=batch.expires_at,
            url=url_for("issuing.batch", batch_id=batch.id),
            may_decide=bars.leave(batch.asked_by, batch.person_id),
            asked_by_id=batch.asked_by,
        )
        for batch in batches.waiting(staff)
    ]
