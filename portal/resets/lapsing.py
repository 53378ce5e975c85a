"""Writing down that requests and slips have run out, by time or by a death.

Rules go by the clock and by the register, and do not wait for it.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.resets.models import AccountReset
from portal.resets.moving import has_run_out, move
from portal.resets.states import Move, sources


def lapse(*which: sa.ColumnElement[bool]) -> int:
    """End what ran out; return how many. The caller commits."""
    now = clock.now()
    rows = session.execute(
        sa.select(AccountReset.id, AccountReset.person_id).where(
            AccountReset.state.in_(sources(Move.LAPSE)), has_run_out(now), *which
        )
    ).all()
    return sum(_end(row.id, row.person_id) for row in rows)


def _end(reset_id: UUID, person_id: UUID) -> bool:
    ended = move(reset_id, Move.LAPSE, ended_at=clock.now(), slip_mac=None)
    if ended:
        trail.record(
            Line(
                event=Event.RESET_WITHDRAWN,
                about=person_id,
                basis=Basis.SYSTEM,
                section="account",
                object_ref=f"reset:{reset_id}",
            )
        )
    return ended
