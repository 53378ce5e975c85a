"""What ends with a death: ways in, codes, cards, consents, requests, representations."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.closing import Closed, close_ways_in
from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.consents import services as consents
from portal.consents.kinds import EndReason
from portal.consents.models import Consent, ConsentEnd
from portal.consents.request_models import AccessRequest, Answer, DeskCode, KeyCard
from portal.kernel import clock
from portal.kernel.db import session
from portal.merging import notices
from portal.representation.models import EndedAs, Representation

_NOTHING = Closed(sessions=0, codes=0)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How many of each kind have ended."""

    sessions: int = 0
    codes: int = 0
    cards: int = 0
    consents: int = 0
    requests: int = 0
    representations: int = 0

    @classmethod
    def read(cls, text: str) -> "Ended":
        return cls(**json.loads(text))

    @property
    def written(self) -> str:
        return json.dumps(asdict(self))


def end_everything(person_id: UUID, *, by: Actor) -> Ended:
    """End all a person could do or had allowed, and what others did for or through them."""
    ways = _ways_in(person_id)
    return Ended(
        sessions=ways.sessions,
        codes=ways.codes + _shown_codes(person_id),
        cards=_cards(person_id),
        consents=_consents(person_id, by),
        requests=_requests(person_id),
        representations=_representations(person_id, by),
    )


def _ways_in(person_id: UUID) -> Closed:
    account_id = session.scalar(sa.select(Account.id).where(Account.person_id == person_id))
    return close_ways_in(account_id) if account_id else _NOTHING


def _shown_codes(person_id: UUID) -> int:
    now = clock.now()
    return change(
        sa.update(DeskCode)
        .where(
            DeskCode.person_id == person_id,
            DeskCode.used_at.is_(None),
            DeskCode.replaced_at.is_(None),
            DeskCode.expires_at > now,
        )
        .values(replaced_at=now)
    )


def _cards(person_id: UUID) -> int:
    return change(
        sa.update(KeyCard)
        .where(KeyCard.person_id == person_id, KeyCard.replaced_at.is_(None))
        .values(replaced_at=clock.now())
    )


def _consents(person_id: UUID, by: Actor) -> int:
    standing = session.scalars(
        sa.select(Consent.id).where(
            Consent.person_id == person_id,
            Consent.valid_until > clock.now(),
            ~sa.exists().where(ConsentEnd.consent_id == Consent.id),
        )
    ).all()
    return sum(
        consents.stop(person_id, one, by=by, basis=Basis.DESK, reason=EndReason.STOPPED)
        for one in standing
    )


def _requests(person_id: UUID) -> int:
    return change(
        sa.update(AccessRequest)
        .where(AccessRequest.person_id == person_id, AccessRequest.answer.is_(None))
        .values(answer=Answer.WITHDRAWN, answered_at=clock.now())
    )


def _representations(person_id: UUID, by: Actor) -> int:
    """End what others do for the person and what the person does for others; tell the others."""
    ended = session.connection().execute(
        sa.update(Representation)
        .where(
            sa.or_(
                Representation.person_id == person_id,
                Representation.representative_id == person_id,
            ),
            Representation.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_as=EndedAs.STATION)
        .returning(Representation.id, Representation.person_id, Representation.representative_id)
    )
    rows = ended.all()
    for row in rows:
        trail.record(
            Line(
                event=Event.REPRESENTATION_ENDED,
                about=row.person_id,
                by=by,
                basis=Basis.DESK,
                section="representative",
                object_ref=f"representation:{row.id}",
            )
        )
    others = {row.person_id for row in rows} | {row.representative_id for row in rows}
    notices.tell_representation_over(sorted(others - {person_id}))
    return len(rows)
