"""How often a clinician may let messages go to one patient's phone.

Asking and taking back costs nothing, so a phone could be made to ring all day. Only what
sends a message is counted; a key card or a witness always stays open.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import throttle
from portal.accounts.limits import DAY, QUARTER_HOUR, Bucket
from portal.accounts.models import Throttle
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

BY_ONE = ((3, QUARTER_HOUR), (6, DAY))
BY_ALL = ((6, QUARTER_HOUR), (12, DAY))


def count(person_id: UUID, staff_id: UUID) -> None:
    """Count a message about to be written, in its own transaction.

    Raise RuleBroken when this clinician, or all of them together, have sent enough.
    """
    connection, now = session.connection(), clock.now()
    throttle.lock(connection, person_id.bytes)
    of_all, of_one = person_id.bytes, person_id.bytes + staff_id.bytes
    for key, limits in ((of_one, BY_ONE), (of_all, BY_ALL)):
        if any(_sent(key, now - window) >= most for most, window in limits):
            raise RuleBroken(
                _("Too many messages to this phone. Wait, or use a key card or a witness"),
                "sections",
            )
    throttle.note(connection, now, [(Bucket.RECORD_ASKED, key, None) for key in (of_one, of_all)])


def _sent(key: bytes, since: datetime) -> int:
    counted = session.scalar(
        sa.select(sa.func.count())
        .select_from(Throttle)
        .where(
            Throttle.bucket == Bucket.RECORD_ASKED.value,
            Throttle.key == key,
            Throttle.at > since,
        )
    )
    return counted or 0
