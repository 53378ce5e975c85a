"""From a code to a consent: read aloud, scratched from a card, or shown at the desk."""

from uuid import UUID

from portal.clinic.codes import tries as code_tries
from portal.clinic.requests import held, owners, proposals
from portal.clinic.requests.owners import Named
from portal.clinic.requests.proposals import Proposal
from portal.consents import code_services, requests
from portal.consents.kinds import Channel, GrantedAs, Purpose
from portal.consents.queries import is_blocked
from portal.consents.request_models import Answer
from portal.consents.request_queries import RequestLine
from portal.consents.rules import end_of
from portal.consents.services import Yes
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff


def read_aloud(
    line: RequestLine, proposal: Proposal, code: str, *, child_assented: bool, by: SignedInStaff
) -> None:
    """Open what a request asked for by the code its patient read aloud; raise RuleBroken."""
    counted = code_tries.count(by)
    found = code_services.read_aloud(line.id, by.staff_id, code)
    if found is None:
        raise code_tries.failed(by, Channel.READ_ALOUD.value, line.person_id)
    signatory = owners.signatory(proposal.person, found.recipient_id)
    if signatory is None:
        raise RuleBroken(_("Whoever got the code may no longer agree. Ask again"), "code")
    held.refuse(signatory.person_id, "code")
    own = signatory.person_id == line.person_id
    yes = Yes(
        by=by.actor,
        granted_as=GrantedAs.SELF if own else GrantedAs.REPRESENTATIVE,
        channel=Channel.READ_ALOUD,
        person_id=signatory.person_id,
        request_id=line.id,
        child_assented=_assent(proposal.person, child_assented),
    )
    _answered(line, proposal, yes)
    code_tries.take_back(counted)


def key_card(
    line: RequestLine, proposal: Proposal, code: str, *, child_assented: bool, by: SignedInStaff
) -> None:
    """Open what a request asked for by a code of the patient's card; raise RuleBroken."""
    counted = code_tries.count(by)
    tried = code_tries.count_for_request(line.id, by.staff_id)
    if not tried or not code_services.use_scratch_code(line.person_id, code, by.staff_id):
        raise code_tries.failed(by, Channel.KEY_CARD.value, line.person_id)
    minor = proposal.person.is_minor
    yes = Yes(
        by=by.actor,
        granted_as=GrantedAs.REPRESENTATIVE if minor else GrantedAs.SELF,
        channel=Channel.KEY_CARD,
        request_id=line.id,
        child_assented=_assent(proposal.person, child_assented),
    )
    _answered(line, proposal, yes)
    code_tries.take_back(counted)


def desk_code(code: str, *, by: SignedInStaff) -> UUID:
    """Open until midnight what a code from the patient's phone names; return the person.

    Raise RuleBroken.
    """
    counted = code_tries.count(by)
    used = code_services.use_desk_code(code, by.staff_id)
    person = owners.named(used.person_id) if used else None
    if used is None or person is None:
        raise code_tries.failed(by, Channel.DESK_CODE.value)
    signatory = owners.signatory(person, used.made_by_person_id)
    if signatory is None:
        raise code_tries.failed(by, Channel.DESK_CODE.value, person.id)
    if by.person_id == person.id:
        raise RuleBroken(_("This is your own record"), "code")
    held.refuse(signatory.person_id, "code")
    if is_blocked(person.id, by.staff_id):
        raise requests.shut_out(person.id, by.actor, "code")
    proposal = proposals.propose(
        person,
        staff_id=by.staff_id,
        grantee=f"{by.called}, {by.facility_name}",
        sections=used.sections,
        purpose=Purpose.VISIT,
        until=signatory.at_most(end_of(clock.today())),
    )
    own = used.made_by_person_id == person.id
    proposals.grant(
        proposal,
        Yes(
            by=by.actor,
            granted_as=GrantedAs.SELF if own else GrantedAs.REPRESENTATIVE,
            channel=Channel.DESK_CODE,
            person_id=used.made_by_person_id,
            child_assented=used.child_assented,
        ),
    )
    code_tries.take_back(counted)
    return person.id


def _answered(line: RequestLine, proposal: Proposal, yes: Yes) -> None:
    if not requests.answer(line.person_id, line.id, Answer.AGREED):
        raise RuleBroken(_("This was answered before. Begin again"), "code")
    proposals.grant(proposal, yes)


def _assent(person: Named, said: bool) -> bool | None:
    return said if person.is_asked_too else None
