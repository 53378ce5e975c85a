"""Opening the account of somebody whose mobile is on file: one member of staff is enough.

Codes go to that phone alone, so nothing moves to anybody else's. A phone the station wrote
down itself does not count: whoever typed it could have typed their own.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.accounts import enrolment
from portal.accounts.signed_in import config
from portal.issuing import texts
from portal.issuing.states import HowFar
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.notifications import outbox
from portal.people.kinds import PhoneKind, Source
from portal.people.models import Phone
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

_TYPED_HERE = (Source.STATION, Source.SELF)
_NEWEST_MOBILE = (
    sa.select(Phone.number, Phone.source)
    .where(
        Phone.person_id == sa.bindparam("person_id"), Phone.active, Phone.kind == PhoneKind.MOBILE
    )
    .order_by(Phone.recorded_on.desc(), Phone.id.desc())
    .limit(1)
)


def open_account(person_id: UUID, how_far: HowFar, *, by: SignedInStaff) -> None:
    """Open an account and tell the phone on file; raise RuleBroken."""
    if not how_far.can_be_opened:
        raise RuleBroken(_why_not(how_far))
    if hands.is_near(by, person_id):
        raise RuleBroken(_("Nobody handles the account of their own household or relatives"))
    phone = session.connection().execute(_NEWEST_MOBILE, {"person_id": person_id}).one_or_none()
    if phone is None:
        raise RuleBroken(_("No mobile phone is on file. Ask for a slip instead"))
    if phone.source in _TYPED_HERE:
        raise RuleBroken(_("The phone on file was typed in at the station. Ask for a slip instead"))
    try:
        enrolment.open_for([person_id], by=by.actor)
    except sa.exc.IntegrityError:
        raise RuleBroken(_("This person has an account already")) from None
    outbox.enqueue(
        kind="account_opened",
        recipient=phone.number,
        text=texts.account_opened(config().station.station_phone),
        dedupe_key=f"account_opened-{uuid4()}",
    )


def _why_not(how_far: HowFar) -> str:
    if how_far.why is None:
        return _("This person has an account already")
    return _("No account can be opened: %(why)s", why=how_far.why.label)
