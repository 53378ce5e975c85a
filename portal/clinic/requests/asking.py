"""Asking to see a record, by one of four ways the yes can come."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.clinic import message_limits
from portal.clinic.requests import held, owners
from portal.clinic.requests import texts as asking_texts
from portal.clinic.requests.owners import Named, Recipient
from portal.clinic.search.forms import AskForm
from portal.consents import code_services, requests
from portal.consents.kinds import KEY_CARD_OPENS, READ_ALOUD_LIVES, WITNESSED_OPENS, Purpose
from portal.consents.request_models import AccessRequest
from portal.consents.requests import NewRequest
from portal.consents.rules import end_of
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.notifications import outbox
from portal.staff.signed_in import SignedInStaff


class Way(StrEnum):
    """How the yes is to come; only a phone that signs in can open private parts."""

    PHONE = "phone"
    READ_ALOUD = "aloud"
    KEY_CARD = "card"
    WITNESS = "witness"


def phone_tail(person_id: UUID) -> str | None:
    """Return the end of the number a request is sent to."""
    person = owners.named(person_id)
    recipient = owners.recipient_of(person) if person else None
    return recipient.tail if recipient else None


def way_of(form_key: str) -> Way:
    """Return the way a request was made by."""
    return Way(form_key.rpartition("-")[2])


def ask(person: Named, form: AskForm, way: Way, *, by: SignedInStaff) -> UUID:
    """Write the request down, tell the phone, and return its id; sent twice it is one.

    Raise RuleBroken as `requests.ask` does, when the record is the asker's own, when a code
    is to be sent and nobody has a phone or it is a new one, or when that phone has had
    enough messages.
    """
    sections = form.asked_sections(plain_only=way is not Way.PHONE)
    purpose, until = form.asked_purpose(), _until(form, way)
    if by.person_id == person.id:
        raise RuleBroken(_("This is your own record"), "sections")
    form_key = f"{form.form_key.data or uuid4()}"[:64] + f"-{way.value}"
    known = session.scalar(
        sa.select(AccessRequest.id).where(
            AccessRequest.staff_id == by.staff_id, AccessRequest.form_key == form_key
        )
    )
    if known is not None:
        return known
    recipient = _recipient(person, way, by)
    if recipient and way is Way.READ_ALOUD:
        until = recipient.at_most(until)
    request_id = requests.ask(
        NewRequest(
            person_id=person.id,
            sections=sections,
            purpose=purpose,
            opens_until=until,
            form_key=form_key,
            to_witness=way is Way.WITNESS,
        ),
        by=by,
    )
    if recipient is not None:
        _tell(person, recipient, request_id, purpose, until, way, by)
    return request_id


def _recipient(person: Named, way: Way, by: SignedInStaff) -> Recipient | None:
    """Return the phone this way goes to; raise RuleBroken when a code has nowhere to go."""
    if way is Way.PHONE:
        return owners.recipient_of(person)
    if way is not Way.READ_ALOUD:
        return None
    recipient = owners.signatory_reached(person, by.person_id)
    if recipient is None:
        raise RuleBroken(_("No phone on file. Use a key card or a witness"), "sections")
    held.refuse(recipient.person_id, "sections")
    return recipient


def _until(form: AskForm, way: Way) -> datetime:
    now = clock.now()
    if way is Way.KEY_CARD:
        return now + KEY_CARD_OPENS
    if way is Way.WITNESS:
        return now + WITNESSED_OPENS
    wanted = form.asked_until()
    return min(wanted, end_of(clock.today())) if way is Way.READ_ALOUD else wanted


def _tell(
    person: Named,
    recipient: Recipient,
    request_id: UUID,
    purpose: Purpose,
    until: datetime,
    way: Way,
    by: SignedInStaff,
) -> None:
    message_limits.count(person.id, by.staff_id)
    whose = "" if recipient.person_id == person.id else " cua nguoi than"
    expires = until
    if way is Way.READ_ALOUD:
        expires = clock.now() + READ_ALOUD_LIVES
        code = code_services.give_read_aloud_code(
            request_id, expires, recipient_id=recipient.person_id
        )
        text = asking_texts.read_aloud(by, purpose, code, whose)
    else:
        text = asking_texts.asked(by, until, whose)
    outbox.enqueue(
        kind="record_asked",
        recipient=recipient.number,
        text=text,
        dedupe_key=f"record_asked-{request_id}",
        expires_at=max(expires, clock.now() + timedelta(minutes=1)),
    )
