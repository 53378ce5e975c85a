"""What waits at the desk for a second member: representatives named without a code."""

from collections.abc import Sequence

from flask import url_for

from portal.desk.namings import queries
from portal.desk.namings.queries import Naming
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.representation.bars import Bars, bars_of
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting


def waiting_for(staff: SignedInStaff) -> Sequence[Waiting]:
    """Return the namings of the commune that wait for a colleague's word."""
    if not staff.roles & AT_THE_DESK:
        return ()
    found = queries.for_colleagues(staff.commune, clock.now())
    bars = bars_of(staff)
    return [_waiting(naming, bars) for naming in found]


def _waiting(naming: Naming, bars: Bars) -> Waiting:
    may_decide = bars.leave(naming.asked_by, naming.person_id, naming.representative_id)
    endpoint = "desk.second" if may_decide else "desk.naming"
    return Waiting(
        what=_("Naming a representative"),
        about=naming.person_name,
        asked_by=naming.asker_name,
        asked_by_id=naming.asked_by,
        asked_at=naming.asked_at,
        until=naming.expires_at,
        url=url_for(endpoint, naming_id=naming.id),
        may_decide=may_decide,
    )
