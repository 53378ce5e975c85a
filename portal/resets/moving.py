"""The one way a reset changes its state: an UPDATE that says where it must stand."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.kernel import clock
from portal.people.models import Person
from portal.resets.models import AccountReset
from portal.resets.states import MOVES, Move, State, sources

# What nobody does any more once the request, or its slip, has run out.
_IN_TIME = frozenset({Move.VOUCH, Move.ALLOW, Move.REFUSE, Move.WITHDRAW, Move.USE})
# What brings an account nearer to another phone: never that of somebody who has died, or
# whose entry has gone into another.
_FOR_THE_LIVING = frozenset({Move.VOUCH, Move.ALLOW, Move.USE})
LIVES = (
    sa.select(Person.id)
    .where(
        Person.id == AccountReset.person_id,
        Person.deceased_on.is_(None),
        Person.merged_into.is_(None),
    )
    .correlate(AccountReset)
    .exists()
)


def has_run_out(now: sa.ColumnElement[datetime] | datetime) -> sa.ColumnElement[bool]:
    """Say in a query that the time of a request is over, or that nobody is left to use it."""
    return sa.or_(AccountReset.expires_at <= now, sa.not_(LIVES))


def target(made: Move) -> State:
    """Return where a move ends; every move ends in one state."""
    (ends,) = {end for (_start, move_), end in MOVES.items() if move_ is made}
    return ends


def move(
    reset_id: UUID, made: Move, /, *conditions: sa.ColumnElement[bool], **values: object
) -> bool:
    """Make a move in the request's transaction; say whether it happened.

    Of two who move at once one finds the state gone. `conditions` are what else must still
    be true of the row, `values` what else is written with the state.
    """
    now = clock.now()
    statement = sa.update(AccountReset).where(
        AccountReset.id == reset_id, AccountReset.state.in_(sources(made)), *conditions
    )
    if made in _IN_TIME:
        statement = statement.where(AccountReset.expires_at > now)
    if made in _FOR_THE_LIVING:
        statement = statement.where(LIVES)
    if made is Move.LAPSE:
        statement = statement.where(has_run_out(now))
    return change(statement.values(state=target(made), **values)) == 1
