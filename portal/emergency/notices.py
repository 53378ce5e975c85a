"""Telling the resident and their trusted person at once; no health word, no link."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.signed_in import config
from portal.kernel.db import session
from portal.kernel.formats import moment
from portal.kernel.text import fold
from portal.notifications import outbox
from portal.notifications.sms_text import ONE_MESSAGE
from portal.people.models import FamilyTie
from portal.people.queries import mobile_of
from portal.representation.models import Representation
from portal.representation.queries import in_force
from portal.staff.signed_in import SignedInStaff


def tell_opened(person_id: UUID, opening_id: UUID, by: SignedInStaff, now: datetime) -> None:
    """Write the messages into the opening's own transaction."""
    text = _text(by, now)
    for number in _recipients(person_id, now):
        key = f"emergency-{opening_id}-{number[-4:]}"
        outbox.enqueue(kind="emergency_opened", recipient=number, text=text, dedupe_key=key)


def _text(by: SignedInStaff, now: datetime) -> str:
    who = fold(f"{by.title} {by.full_name}").title()
    at = moment(now, language="vi")
    station = config().station.station_phone
    text = f"{at}: {who} mo ho so theo che do khan cap. Xem Ai da xem, hoac goi {station}."
    return text if len(text) <= ONE_MESSAGE else text[: ONE_MESSAGE - 1]


def _recipients(person_id: UUID, now: datetime) -> list[str]:
    """Return the phones of the person, whoever represents them, and the trusted relative."""
    connection = session.connection()
    representatives = connection.scalars(
        sa.select(Representation.representative_id).where(
            Representation.person_id == person_id,
            in_force(sa.literal(now, Representation.starts_at.type)),
        )
    ).all()
    own = (mobile_of(connection, one) for one in (person_id, *representatives))
    numbers = [found[0] for found in own if found is not None]
    trusted = connection.scalars(
        sa.select(FamilyTie.phone)
        .where(FamilyTie.person_id == person_id, FamilyTie.phone.is_not(None))
        .order_by(FamilyTie.id)
    ).all()
    numbers += [number for number in trusted if number and number.startswith("+84")]
    return list(dict.fromkeys(numbers))[:4]
