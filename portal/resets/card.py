"""Comparing the day of issue printed on a card with the one on file; the day is never kept.

A stranger with a stolen number has no card at hand. Tries are counted, so that nobody at
the counter finds the day by typing one after the other.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.limits import Bucket
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Administrative
from portal.resets import tries
from portal.resets.rules import CARD_TRIES_A_DAY

_ON_FILE = sa.select(Administrative.id_issued_on).where(
    Administrative.person_id == sa.bindparam("person_id"), Administrative.replaced_at.is_(None)
)


def compare(person_id: UUID, issued_on: date) -> bool:
    """Say whether there was a day to compare; raise RuleBroken when it is another one.

    Must come before the first use of the request's transaction: a wrong try stays counted.
    """
    if issued_on > clock.today():
        raise RuleBroken(_("This day is still to come. Read the card again"), "issued_on")
    on_file = reads().scalar(_ON_FILE, {"person_id": person_id})
    if on_file is None:
        return False
    taken = tries.take(Bucket.RESET_CARD, person_id, CARD_TRIES_A_DAY)
    if taken is None:
        raise RuleBroken(
            _("Too many wrong days today. Try again tomorrow, or prove it another way"),
            "issued_on",
        )
    if issued_on != on_file:
        raise RuleBroken(
            _("This day does not match what is on file. Read it from the card again"), "issued_on"
        )
    tries.give_back(Bucket.RESET_CARD, person_id, taken)
    return True
