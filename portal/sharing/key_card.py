"""The paper key card: six scratch codes for people without a phone.

Each code opens the plain sections for four hours to the clinician it is given to; giving
it is the consent. The card says so in full, and a new card makes the old one worthless.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.signed_in import config
from portal.audit.trail import Actor
from portal.consents import code_services, codes
from portal.consents.sections import PLAIN
from portal.kernel import clock, formats, pages
from portal.kernel.i18n import current_language
from portal.kernel.pdf import worker
from portal.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card as it is printed."""

    office: str
    phone: str
    number: str
    owner: str
    printed_on: str
    codes: Sequence[str]
    sections: str


def make(person: Person, *, by: Actor) -> bytes:
    """Issue a new card and return it as a PDF file; its codes exist nowhere else."""
    issued = code_services.issue_key_card(person.id, by=by)
    station = config().station
    card = Card(
        office=station.station_name,
        phone=station.station_phone,
        number=codes.grouped(issued.card_number),
        owner=person.full_name,
        printed_on=formats.day(clock.today(), language=current_language()),
        codes=[codes.grouped(code) for code in issued.codes],
        sections=", ".join(section.label.lower() for section in PLAIN),
    )
    return worker.render(pages.render("sharing/key_card.html", card=card))
