"""Ending what somebody gave who was not whom they signed in as: since a moment, for good."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import services
from portal.consents.kinds import EndReason, GrantedAs
from portal.consents.models import Consent, ConsentEnd
from portal.consents.request_models import AccessRequest, DeskCode, KeyCard
from portal.kernel import clock
from portal.kernel.db import session


@dataclass(frozen=True, kw_only=True)
class Undone:
    """How many of each were still in force, and are not any more."""

    consents: int
    cards: int
    codes: int


def end_given(person_id: UUID, since: datetime, *, through: Set[UUID], by: Actor) -> Undone:
    """End what a person gave since a moment, and what those gave `through` whom they acted.

    What a witness heard at the counter stays: it did not come from a phone.
    """
    _forget_read_aloud(person_id)
    return Undone(
        consents=_consents(person_id, since, through, by),
        cards=_cards(person_id, since),
        codes=_codes(person_id, since),
    )


def _consents(person_id: UUID, since: datetime, through: Set[UUID], by: Actor) -> int:
    giver = Consent.granted_by_person_id
    of_the_person = sa.and_(
        Consent.person_id == person_id,
        Consent.granted_as != GrantedAs.WITNESSED,
        sa.or_(giver.is_(None), giver.in_(through)),
    )
    given = session.execute(
        sa.select(Consent.id, Consent.person_id)
        .where(
            Consent.granted_at >= since,
            Consent.valid_until > clock.now(),
            ~sa.exists().where(ConsentEnd.consent_id == Consent.id),
            sa.or_(giver == person_id, of_the_person),
        )
        .order_by(Consent.person_id, Consent.id)
    ).all()
    return sum(
        services.stop(row.person_id, row.id, by=by, basis=Basis.DESK, reason=EndReason.STOPPED)
        for row in given
    )


def _cards(person_id: UUID, since: datetime) -> int:
    return change(
        sa.update(KeyCard)
        .where(
            KeyCard.person_id == person_id,
            KeyCard.issued_at >= since,
            KeyCard.replaced_at.is_(None),
        )
        .values(replaced_at=clock.now())
    )


def _codes(person_id: UUID, since: datetime) -> int:
    now = clock.now()
    return change(
        sa.update(DeskCode)
        .where(
            sa.or_(DeskCode.person_id == person_id, DeskCode.made_by_person_id == person_id),
            DeskCode.made_at >= since,
            DeskCode.expires_at > now,
            DeskCode.used_at.is_(None),
            DeskCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def _forget_read_aloud(person_id: UUID) -> None:
    """Let codes that were sent to the person's phone open nothing any more."""
    now = clock.now()
    change(
        sa.update(AccessRequest)
        .where(AccessRequest.recipient_id == person_id, AccessRequest.code_expires_at > now)
        .values(code_expires_at=now)
    )
