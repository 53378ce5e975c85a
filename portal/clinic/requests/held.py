"""A phone that was changed at the station a short time ago says no yes for anybody.

Whoever talked the station into the wrong phone would read the code aloud themselves. A
witness who hears the person, and an emergency, need no phone and stay open.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

_UNSETTLED = sa.select(
    sa.exists().where(
        Account.person_id == sa.bindparam("person_id", type_=sa.Uuid),
        sa.or_(
            Account.held_until > sa.bindparam("now", type_=Moment),
            Account.frozen_at.is_not(None),
        ),
    )
)


def refuse(person_id: UUID | None, field: str) -> None:
    """Raise RuleBroken while the account of whoever says yes is held, or whose it is is open."""
    if reads().scalar(_UNSETTLED, {"person_id": person_id, "now": clock.now()}):
        raise RuleBroken(
            _("This phone was changed a short time ago; its yes does not count yet. Use a witness"),
            field,
        )
