"""Printing a key card at the counter, for somebody without a phone who is there in person."""

from uuid import uuid4

from portal.access.residents import Resident
from portal.accounts.signed_in import config
from portal.desk.standing import refuse_near, refuse_unsettled
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.notifications import outbox
from portal.people.models import Person
from portal.people.queries import mobile_of
from portal.sharing import key_card
from portal.staff.signed_in import SignedInStaff


def make(resident: Resident, *, by: SignedInStaff) -> bytes:
    """Issue a new card and return it as a PDF file; the phone on file is told.

    Its codes let in whoever they are given to, but never who printed them. Raise RuleBroken.
    """
    if resident.is_dead:
        raise RuleBroken(_("This person has died"))
    refuse_near(by, resident.id)
    refuse_unsettled(resident.id)
    person = session.get_one(Person, resident.id)
    _tell(person)
    return key_card.make(person, by=by.actor)


def _tell(person: Person) -> None:
    found = mobile_of(session.connection(), person.id)
    if found is None:
        return
    phone = config().station.station_phone
    outbox.enqueue(
        kind="key_card_printed",
        recipient=found[0],
        text=f"Tram Y te vua in the mo ho so moi cho ong/ba. Neu khong phai y minh, goi {phone}.",
        dedupe_key=f"key_card_printed-{uuid4()}",
    )
