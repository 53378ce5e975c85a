"""A sign-in with what opened the account before ends a reset: its owner is still there.

While an account is held after an earlier change, what opens it proves nothing: whoever took
it must not be able to end the reset that gives it back.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts import entering
from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.resets.blueprint import blueprint
from portal.resets.models import AccountReset
from portal.resets.moving import move
from portal.resets.states import Move, sources

_NOW = sa.bindparam("now", type_=AccountReset.expires_at.type)
_RUNNING = (
    sa.select(AccountReset.id, AccountReset.person_id, Person.full_name)
    .join(Person, Person.id == AccountReset.person_id)
    .join(Account, Account.id == AccountReset.account_id)
    .where(
        AccountReset.account_id == sa.bindparam("account_id"),
        AccountReset.state.in_(sources(Move.OLD_FACTOR_USED)),
        AccountReset.expires_at > _NOW,
        sa.or_(Account.held_until.is_(None), Account.held_until <= _NOW),
    )
)


def old_factor_used(account_id: UUID) -> bool:
    """End the reset that is asked for or allowed; the desk reads why in its state.

    Say whether there was one.
    """
    now, ended = clock.now(), False
    for row in session.execute(_RUNNING, {"account_id": account_id, "now": now}).all():
        if not move(row.id, Move.OLD_FACTOR_USED, ended_at=now, slip_mac=None):
            continue
        ended = True
        owner = Actor(name=row.full_name, account_id=account_id, person_id=row.person_id)
        trail.record(
            Line(
                event=Event.RESET_WITHDRAWN,
                about=row.person_id,
                by=owner,
                basis=Basis.SELF,
                section="account",
                object_ref=f"reset:{row.id}",
            )
        )
    return ended


blueprint.record_once(lambda state: entering.also_does(state.app, old_factor_used))
