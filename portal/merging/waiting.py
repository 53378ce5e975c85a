"""What waits for a second member of staff in the register, for the one queue."""

from flask import url_for

from portal.kernel.i18n import gettext as _
from portal.merging.merges import asked_in
from portal.representation.bars import bars_of
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting


def waiting_for(staff: SignedInStaff) -> list[Waiting]:
    """Return the merges of the commune nobody has decided about; never one's own or of kin."""
    if staff.commune is None or not AT_THE_DESK & staff.roles:
        return []
    bars = bars_of(staff)
    return [
        Waiting(
            what=_("Merge two entries"),
            about=merge.kept_name,
            asked_by=merge.asked_by_name,
            asked_at=merge.asked_at,
            until=None,
            url=url_for("merging.merge", merge_id=merge.id),
            may_decide=bars.leave(merge.asked_by, merge.kept_id, merge.merged_id),
            asked_by_id=merge.asked_by,
        )
        for merge in asked_in(staff.commune)
        if bars.near.isdisjoint((merge.kept_id, merge.merged_id))
    ]
