"""The words a patient agrees to at the desk, and the consent that comes of their yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.clinic.requests import owners
from portal.clinic.requests.owners import Named
from portal.consents import rules, services
from portal.consents.kinds import Purpose
from portal.consents.request_queries import RequestLine
from portal.consents.sections import Section
from portal.consents.services import Terms, Yes
from portal.consents.wording import Wording, wording
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.sharing import words


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is read to the patient, word for word."""

    person: Named
    staff_id: UUID
    sections: Sequence[Section]
    purpose: Purpose
    valid_until: datetime
    wording: Wording


def propose(
    person: Named,
    *,
    staff_id: UUID,
    grantee: str,
    sections: Sequence[Section],
    purpose: Purpose,
    until: datetime,
) -> Proposal:
    """Write the words of a consent, its end no later than the law allows."""
    valid_until = rules.capped(until, clock.now(), person.born)
    return Proposal(
        person=person,
        staff_id=staff_id,
        sections=sections,
        purpose=purpose,
        valid_until=valid_until,
        wording=wording(
            grantee=grantee,
            owner=person.in_full,
            sections=sections,
            purpose=purpose,
            until=words.end_in_full(valid_until),
        ),
    )


def of_request(person: Named, line: RequestLine) -> Proposal:
    """Write the words of a request: its plain parts only."""
    called = words.in_a_sentence(line.staff_title, line.staff_name)
    return propose(
        person,
        staff_id=line.staff_id,
        grantee=f"{called}, {line.facility_name}",
        sections=[section for section in line.sections if not section.is_sensitive],
        purpose=line.purpose,
        until=line.opens_until,
    )


def check(proposal: Proposal, fingerprint: str, *, child_assented: bool) -> None:
    """Raise RuleBroken when other words were read, or a child was not asked."""
    if proposal.wording.fingerprint != fingerprint:
        raise RuleBroken(_("The words have changed. Read them again, then answer"), "code")
    if proposal.person.is_asked_too and not child_assented:
        raise RuleBroken(_("From 7 on, the child must be asked and say yes too"), "child_assented")


def grant(proposal: Proposal, yes: Yes) -> UUID:
    """Write the consent down and return its id; raise RuleBroken.

    A card and a witness name nobody who says yes for a child, so there whoever may act for
    the child does not treat on it.
    """
    unnamed = yes.person_id is None and proposal.person.is_minor
    if unnamed and owners.acts_for(proposal.person, proposal.staff_id):
        raise RuleBroken(_("Nobody lets themselves see a record as staff"), "code")
    return services.grant(
        proposal.person.owner,
        Terms(
            staff_id=proposal.staff_id,
            sections=proposal.sections,
            purpose=proposal.purpose,
            valid_until=proposal.valid_until,
            wording=proposal.wording,
        ),
        yes,
    )
