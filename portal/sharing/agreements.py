"""From choices to a consent: the words that are shown, and the yes that is given to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.access.gate import Subject
from portal.accounts.signed_in import SignedIn
from portal.consents import rules, services
from portal.consents.kinds import Channel, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.consents.services import Owner, Terms, Yes
from portal.consents.wording import Wording, wording
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.address import title
from portal.sharing import words
from portal.sharing.grantees import Grantee


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What is on the table, with the words that will be kept."""

    grantee: Grantee
    sections: Sequence[Section]
    purpose: Purpose
    valid_until: datetime
    wording: Wording


@dataclass(frozen=True, kw_only=True)
class Signed:
    """How a yes came: to which words, under which id, by which way."""

    fingerprint: str
    child_assented: bool
    channel: Channel
    consent_id: UUID | None = None
    request_id: UUID | None = None


def on_the_table(
    subject: Subject,
    grantee: Grantee,
    *,
    sections: Sequence[Section],
    purpose: Purpose,
    valid_until: datetime,
) -> Agreement:
    """Write the words of a consent, its end no later than the law and the delegation allow."""
    until = rules.capped(at_most(subject, valid_until), clock.now(), subject.born)
    return Agreement(
        grantee=grantee,
        sections=sections,
        purpose=purpose,
        valid_until=until,
        wording=wording(
            grantee=grantee.in_full,
            owner=name_in_full(subject),
            sections=sections,
            purpose=purpose,
            until=words.end_in_full(until),
        ),
    )


def at_most(subject: Subject, until: datetime) -> datetime:
    """Return an end no later than the delegation the reader acts on."""
    return min(until, subject.acts_until) if subject.acts_until else until


def name_in_full(subject: Subject) -> str:
    """Name the owner of a record: "bà Phạm Thị Mến"."""
    if current_language() != "vi":
        return subject.full_name
    return f"{title(subject.born, subject.sex, clock.today())} {subject.full_name}"


def child_is_asked(subject: Subject) -> bool:
    """Say whether a representative has to ask the child too (from full 7)."""
    return rules.needs_assent(subject.born, clock.today()) and not subject.is_self


def needs_a_representative(subject: Subject) -> bool:
    """Say whether the reader is a minor, whose yes is not enough by itself.

    From full 7 sharing needs the child and the representative (Law 91/2025/QH15, article
    24); either of them may stop it.
    """
    return rules.needs_assent(subject.born, clock.today()) and subject.is_self


def agree(subject: Subject, agreement: Agreement, signed: Signed, *, by: SignedIn) -> UUID:
    """Write the consent down and return its id.

    Raise RuleBroken when the words are no longer those that were shown, or when a child or
    a representative has not said yes too.
    """
    refuse_a_minor_alone(subject)
    if agreement.wording.fingerprint != signed.fingerprint:
        raise RuleBroken(_("The words have changed. Read them again, then answer"), "wording")
    return services.grant(
        Owner(id=subject.id, born=subject.born),
        Terms(
            staff_id=agreement.grantee.staff_id,
            facility_code=agreement.grantee.facility_code,
            sections=agreement.sections,
            purpose=agreement.purpose,
            valid_until=agreement.valid_until,
            wording=agreement.wording,
        ),
        Yes(
            by=by.actor,
            granted_as=GrantedAs.SELF if subject.is_self else GrantedAs.REPRESENTATIVE,
            channel=signed.channel,
            person_id=by.person_id,
            request_id=signed.request_id,
            child_assented=signed.child_assented if child_is_asked(subject) else None,
        ),
        consent_id=signed.consent_id,
    )


def refuse_a_minor_alone(subject: Subject) -> None:
    """Raise RuleBroken for a minor who acts alone."""
    if needs_a_representative(subject):
        raise RuleBroken(_("Until 18, the representative must say yes too"), "wording")
