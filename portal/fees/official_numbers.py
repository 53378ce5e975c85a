"""The number of the electronic receipt that the unit's own software issued, written once.

The portal issues none; its collection slip only says which number the other one has.
"""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.models import FeeUnit
from portal.fees.order_models import Receipt
from portal.fees.receipts import Slip
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff


def enter(slip: Slip, number: str, *, by: SignedInStaff) -> None:
    """Write the number on a receipt of the member's unit, once; raise RuleBroken."""
    if slip.annulled_at is not None:
        raise RuleBroken(_("This receipt is annulled already"), "number")
    try:
        with session.begin_nested():
            written = change(
                sa.update(Receipt)
                .where(
                    Receipt.id == slip.id,
                    Receipt.official_number.is_(None),
                    Receipt.annulled_at.is_(None),
                    Receipt.unit_id.in_(sa.select(FeeUnit.id).where(FeeUnit.commune == by.commune)),
                )
                .values(official_number=number)
            )
    except sa.exc.IntegrityError as taken:
        raise RuleBroken(_("Another receipt has this number"), "number") from taken
    if written != 1:
        raise RuleBroken(_("This receipt has its number already"), "number")
    trail.record(
        *(
            Line(
                event=Event.FEES_CHANGED,
                about=person_id,
                by=by.actor,
                basis=Basis.DESK,
                section="official_number",
                object_ref=f"receipt:{slip.id}",
            )
            for person_id in sorted(slip.people)
        )
    )
