"""Giving a consent and ending it; each is a row, a line in the log, and nothing changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents import rules, wording
from portal.consents.kinds import Channel, EndReason, GrantedAs, Purpose
from portal.consents.models import Block, Consent, ConsentEnd, ConsentSection
from portal.consents.sections import Section, in_order
from portal.consents.wording import Wording
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.staff.models import StaffMember


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose record is shared."""

    id: UUID
    born: PartialDate


@dataclass(frozen=True, kw_only=True)
class Yes:
    """Who said yes, as what, and by which way it came.

    `by` is how the log names whoever acted; `person_id` the resident who said yes, where
    the portal knows one. `child_assented` is what was answered when the child was asked.
    """

    by: Actor
    granted_as: GrantedAs
    channel: Channel
    person_id: UUID | None = None
    witness_id: UUID | None = None
    request_id: UUID | None = None
    child_assented: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is agreed to; one of `staff_id` and `facility_code` is the grantee."""

    sections: Iterable[Section]
    purpose: Purpose
    valid_until: datetime
    wording: Wording
    staff_id: UUID | None = None
    facility_code: str | None = None


def grant(owner: Owner, terms: Terms, yes: Yes, *, consent_id: UUID | None = None) -> UUID:
    """Write down a consent and return its id.

    A form brings its `consent_id`: sent twice, it is one consent. Raise RuleBroken when no
    section was chosen, when the time is over or too long, when a child who must be asked
    was not (field `child_assented`), or when somebody would let themselves in.
    """
    if consent_id is not None and _given_before(owner.id, consent_id):
        return consent_id
    now, sections = clock.now(), in_order(terms.sections)
    if not sections:
        raise RuleBroken(_("Choose at least one part"), "sections")
    if rules.needs_assent(owner.born, clock.today()) and not yes.child_assented:
        raise RuleBroken(_("From 7 on, the child must be asked and say yes too"), "child_assented")
    _refuse_oneself(owner, terms, yes)
    valid_until = rules.capped(terms.valid_until, now, owner.born)
    if valid_until <= now:
        raise RuleBroken(_("This time is already over"), "duration")
    consent_id = consent_id or uuid4()
    session.add(
        Consent(
            id=consent_id,
            person_id=owner.id,
            staff_id=terms.staff_id,
            facility_code=terms.facility_code,
            purpose=terms.purpose,
            valid_from=now,
            valid_until=valid_until,
            channel=yes.channel,
            wording_version=wording.VERSION,
            wording_hash=terms.wording.hash,
            wording=terms.wording.text,
            granted_at=now,
            granted_as=yes.granted_as,
            granted_by_person_id=yes.person_id,
            child_assented=yes.child_assented,
            witness_id=yes.witness_id,
            request_id=yes.request_id,
        )
    )
    session.flush()  # the sections point at the consent
    session.add_all(ConsentSection(consent_id=consent_id, section=section) for section in sections)
    _record(Event.CONSENT_GRANTED, owner.id, yes.by, consent_id, _basis(yes.granted_as), yes)
    return consent_id


def _refuse_oneself(owner: Owner, terms: Terms, yes: Yes) -> None:
    """Raise RuleBroken when the grantee is the owner, or whoever says yes."""
    if terms.staff_id is None:
        return
    grantee = session.scalar(
        sa.select(StaffMember.person_id).where(StaffMember.id == terms.staff_id)
    )
    if grantee is not None and grantee in (owner.id, yes.person_id):
        raise RuleBroken(_("Nobody lets themselves see a record as staff"), "sections")


def _given_before(person_id: UUID, consent_id: UUID) -> bool:
    """Say whether this consent stands already.

    Raise RuleBroken when it is over already: an old form revives nothing.
    """
    _one_at_a_time(person_id)
    given = session.get(Consent, consent_id)
    if given is None:
        return False
    ended = session.get(ConsentEnd, consent_id) is not None or given.valid_until <= clock.now()
    if ended or given.person_id != person_id:
        raise RuleBroken(_("This was answered before. Begin again"), "wording")
    return True


def _one_at_a_time(person_id: UUID) -> None:
    """Hold the person's row, so that of two taps at once the later sees the earlier."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


def _basis(granted_as: GrantedAs) -> Basis | None:
    return {GrantedAs.SELF: Basis.SELF, GrantedAs.REPRESENTATIVE: Basis.REPRESENTATIVE}.get(
        granted_as
    )


def _record(
    event: Event,
    person_id: UUID,
    by: Actor,
    consent_id: UUID,
    basis: Basis | None,
    yes: Yes | None = None,
) -> None:
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by,
            basis=basis,
            section=f"share:{yes.channel.value}" if yes else "share",
            object_ref=f"consent:{consent_id}",
        )
    )


def stop(person_id: UUID, consent_id: UUID, *, by: Actor, basis: Basis, reason: EndReason) -> bool:
    """End a consent of this person now; say whether there was one to end.

    Stopping twice is stopping once.
    """
    return bool(_end([Consent.id == consent_id], person_id, by=by, basis=basis, reason=reason))


def replace(person_id: UUID, consent_ids: Iterable[UUID], *, by: Actor, basis: Basis) -> int:
    """End consents that a newer one to the same grantee takes the place of."""
    return _end(
        [Consent.id.in_(list(consent_ids))],
        person_id,
        by=by,
        basis=basis,
        reason=EndReason.REPLACED,
    )


def _end(
    which: list[sa.ColumnElement[bool]],
    person_id: UUID,
    *,
    by: Actor,
    basis: Basis,
    reason: EndReason,
) -> int:
    _one_at_a_time(person_id)
    now = clock.now()
    standing = session.scalars(
        sa.select(Consent.id).where(
            Consent.person_id == person_id,
            Consent.valid_until > now,
            ~sa.exists().where(ConsentEnd.consent_id == Consent.id),
            *which,
        )
    ).all()
    for consent_id in standing:
        session.add(
            ConsentEnd(
                consent_id=consent_id,
                ended_at=now,
                reason=reason,
                ended_by_account_id=by.account_id,
                ended_by_staff_id=by.staff_id,
            )
        )
        _record(Event.CONSENT_ENDED, person_id, by, consent_id, basis)
    return len(standing)


def block(person_id: UUID, staff_id: UUID, *, by: Actor, basis: Basis) -> None:
    """Shut a member of staff out, in an emergency too, and end what they were allowed."""
    _end([Consent.staff_id == staff_id], person_id, by=by, basis=basis, reason=EndReason.BLOCKED)
    if _standing_block(person_id, staff_id) is None:
        session.add(
            Block(
                person_id=person_id,
                staff_id=staff_id,
                blocked_at=clock.now(),
                blocked_by=by.account_id or person_id,
            )
        )
        _record_block(Event.PERSON_BLOCKED, person_id, staff_id, by, basis)


def unblock(person_id: UUID, staff_id: UUID, *, by: Actor, basis: Basis) -> None:
    """Let a member of staff ask again; nothing is allowed by it."""
    _one_at_a_time(person_id)
    standing = _standing_block(person_id, staff_id)
    if standing is not None:
        standing.lifted_at = clock.now()
        _record_block(Event.PERSON_UNBLOCKED, person_id, staff_id, by, basis)


def _standing_block(person_id: UUID, staff_id: UUID) -> Block | None:
    return session.scalars(
        sa.select(Block).where(
            Block.person_id == person_id, Block.staff_id == staff_id, Block.lifted_at.is_(None)
        )
    ).one_or_none()


def _record_block(event: Event, person_id: UUID, staff_id: UUID, by: Actor, basis: Basis) -> None:
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by,
            basis=basis,
            section="share",
            object_ref=f"staff:{staff_id}",
        )
    )
