"""What the demonstration's people do, each through the service that everybody uses."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from flask import g
from werkzeug.exceptions import Forbidden

from portal.access.patients import admit_patient
from portal.access.policy import Permission
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.consents import rules, services
from portal.consents.kinds import Channel, Duration, EndReason, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.consents.services import Terms, Yes
from portal.consents.wording import wording
from portal.interop.demo.sharing_cast import Resident
from portal.kernel import clock
from portal.sharing import words
from portal.staff.signed_in import SignedInStaff


def allow(
    owner: Resident,
    staff: SignedInStaff,
    sections: Sequence[Section],
    duration: Duration,
    purpose: Purpose = Purpose.FOLLOW_UP,
) -> UUID:
    """Let a member of staff see parts of a record, as on the phone."""
    valid_until = rules.until(duration, clock.now(), owner.born)
    terms = Terms(
        sections=sections,
        purpose=purpose,
        valid_until=valid_until,
        staff_id=staff.staff_id,
        wording=wording(
            grantee=f"{staff.called}, {staff.facility_name}",
            owner=owner.in_full,
            sections=sections,
            purpose=purpose,
            until=words.end_in_full(valid_until),
        ),
    )
    yes = Yes(
        by=owner.actor,
        granted_as=GrantedAs.SELF,
        channel=Channel.PHONE,
        person_id=owner.id,
    )
    return services.grant(owner.owner, terms, yes)


def stop(owner: Resident, consent_id: UUID) -> None:
    """End a consent, as on the phone."""
    services.stop(owner.id, consent_id, by=owner.actor, basis=Basis.SELF, reason=EndReason.STOPPED)


def look(staff: SignedInStaff, person_id: UUID, *permissions: Permission) -> None:
    """Open a record at the desk, or be refused: the gate decides, and writes it down."""
    g.acting_staff = staff
    try:
        with suppress(Forbidden):
            admit_patient(person_id, permissions)
    finally:
        del g.acting_staff


def look_for(owner: Resident, delegate: Resident, representation_id: UUID, section: str) -> None:
    """Open the record of somebody one acts for."""
    trail.note(
        Line(
            event=Event.RECORD_SEEN,
            about=owner.id,
            by=delegate.actor,
            basis=Basis.REPRESENTATIVE,
            section=section,
            ground_ref=f"representation:{representation_id}",
        )
    )
