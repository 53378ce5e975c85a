"""Telling the resident and their trusted person at once; no health word, no link."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.signed_in import config
from portal.emergency.models import Verdict
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.formats import moment
from portal.kernel.partial_date import PartialDate
from portal.kernel.text import fold
from portal.notifications import outbox
from portal.notifications.sms_text import fits_one_message
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie, Person
from portal.people.queries import mobile_of
from portal.representation.holders import holders_of
from portal.representation.rules import is_minor
from portal.staff.signed_in import SignedInStaff

MOST_RECIPIENTS = 4
# Whom to trust first: the one who looks after the person, then who may decide.
_TRUSTED = (TieKind.CAREGIVER, TieKind.GUARDIAN, TieKind.MOTHER, TieKind.FATHER)
_RELATIVE = orm.aliased(Person)
_TIES = (
    sa.select(
        FamilyTie.kind,
        FamilyTie.phone,
        FamilyTie.represents,
        Person.birth_date,
        Person.birth_precision,
    )
    .join(Person, Person.id == FamilyTie.person_id)
    .outerjoin(_RELATIVE, _RELATIVE.id == FamilyTie.relative_id)
    .where(
        FamilyTie.person_id == sa.bindparam("person_id"),
        FamilyTie.phone.is_not(None),
        _RELATIVE.deceased_on.is_(None),
    )
    .order_by(FamilyTie.id)
)
_VERDICTS = {Verdict.JUSTIFIED: "dung quy dinh", Verdict.NOT_JUSTIFIED: "khong dung quy dinh"}


def tell_opened(person_id: UUID, opening_id: UUID, by: SignedInStaff, now: datetime) -> None:
    """Write the messages into the opening's own transaction."""
    own = _own_numbers(person_id, now)
    trusted = [number for number in _trusted_number(person_id) if number not in own]
    texts = dict.fromkeys(own, opened_text(by.name_with_title, by.full_name, now))
    texts |= dict.fromkeys(
        trusted, opened_text(by.name_with_title, by.full_name, now, whose="cua nguoi than ")
    )
    _send("emergency_opened", opening_id, texts)


def tell_reviewed(person_id: UUID, opening_id: UUID, opened_at: datetime, verdict: Verdict) -> None:
    """Say what the review came to, to those who may see the log."""
    text = reviewed_text(opened_at, verdict)
    numbers = _own_numbers(person_id, opened_at)
    _send("emergency_reviewed", opening_id, dict.fromkeys(numbers, text))


def opened_text(with_title: str, name: str, now: datetime, whose: str = "") -> str:
    """Return the message of an opening; the title, then the name give way to one message."""
    at, phone = moment(now, language="vi"), config().station.station_phone
    for who in (with_title, name, name.split()[-1], "Nhan vien"):
        written = fold(who).title()
        text = (
            f"{at}: {written} mo ho so {whose}theo che do khan cap."
            f" Xem trong muc Ai da xem hoac goi {phone}."
        )
        if fits_one_message(text):
            return text
    raise ValueError("the station's phone is too long for a message")


def reviewed_text(opened_at: datetime, verdict: Verdict) -> str:
    """Return the message of a review."""
    at, phone = moment(opened_at, language="vi"), config().station.station_phone
    return f"Lan mo khan cap luc {at} da duoc xem lai: {_VERDICTS[verdict]}. Hoi them: {phone}."


def _send(kind: str, opening_id: UUID, texts: dict[str, str]) -> None:
    for place, (number, text) in enumerate(list(texts.items())[:MOST_RECIPIENTS]):
        outbox.enqueue(
            kind=kind, recipient=number, text=text, dedupe_key=f"{kind}-{opening_id}-{place}"
        )


def _own_numbers(person_id: UUID, now: datetime) -> list[str]:
    """Return the phones of the person and of whoever may see the record for them."""
    connection = session.connection()
    holders = holders_of(connection, person_id, now)
    representatives = [one.person_id for one in holders if one.sees]
    found = (mobile_of(connection, one) for one in (person_id, *representatives))
    return list(dict.fromkeys(one[0] for one in found if one is not None))


def _trusted_number(person_id: UUID) -> list[str]:
    """Return the phone of the living relative to call, as the emergency card chooses them.

    Parents and guardians are told of a child only; of an adult it is who cares for them.
    """
    ties = session.connection().execute(_TIES, {"person_id": person_id}).all()
    reached = [
        tie
        for tie in ties
        if tie.phone
        and tie.phone.startswith("+84")
        and (
            tie.kind is TieKind.CAREGIVER
            or is_minor(PartialDate(tie.birth_date, tie.birth_precision), clock.today())
        )
    ]
    best = sorted(reached, key=lambda tie: (not tie.represents, _TRUSTED.index(tie.kind)))
    return [tie.phone for tie in best[:1]]
