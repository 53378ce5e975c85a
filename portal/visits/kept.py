"""Keeping a visit from the household, and showing it again."""

import sqlalchemy as sa

from portal.access.policy import Permission
from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.visits.models import KeptVisit
from portal.visits.queries import VisitHead


def keep_visit(head: VisitHead, *, kept: bool, by: SignedIn) -> bool:
    """Write the person's word down unless it stands already; say whether it was new."""
    if _stands(head) is kept:
        return False
    session.add(
        KeptVisit(
            person_id=head.person_id,
            facility_code=head.facility_code,
            external_id=head.external_id,
            kept=kept,
            at=clock.now(),
            by_account=by.account_id,
        )
    )
    trail.record(
        Line(
            event=Event.VISIT_HIDDEN if kept else Event.VISIT_SHOWN,
            about=head.person_id,
            by=by.actor,
            basis=Basis.SELF,
            section=Permission.KEEP_VISIT.value,
            object_ref=f"encounter:{head.id}",
        )
    )
    return True


def _stands(head: VisitHead) -> bool:
    newest = session.scalar(
        sa.select(KeptVisit.kept)
        .where(
            KeptVisit.person_id == head.person_id,
            KeptVisit.facility_code == head.facility_code,
            KeptVisit.external_id == head.external_id,
        )
        .order_by(KeptVisit.id.desc())
        .limit(1)
    )
    return bool(newest)
