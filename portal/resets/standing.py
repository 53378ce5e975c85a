"""How a member of staff stands to a reset, read for the rules."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import throttle
from portal.accounts.limits import DAY
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Phone
from portal.representation import hands
from portal.resets.models import AccountReset
from portal.resets.queries import Reset
from portal.resets.rules import Stands
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

WEEK = 7 * DAY
_STAFF_ID: sa.BindParameter[UUID] = sa.bindparam("staff_id")
_SINCE: sa.BindParameter[datetime] = sa.bindparam("since")
_COUNT = sa.select(sa.func.count()).select_from(AccountReset)
ASKED = _COUNT.where(AccountReset.requested_by == _STAFF_ID, AccountReset.requested_at > _SINCE)
DECIDED = _COUNT.where(AccountReset.decided_by == _STAFF_ID, AccountReset.decided_at > _SINCE)
VOUCHED = _COUNT.where(AccountReset.voucher_id == _STAFF_ID, AccountReset.vouched_at > _SINCE)

_HAS_NUMBER = sa.select(
    sa.exists().where(
        Phone.person_id == StaffMember.person_id,
        Phone.active,
        Phone.number_index == sa.bindparam("number_index"),
        StaffMember.id == _STAFF_ID,
    )
)


def one_at_a_time(connection: Connection, staff_id: UUID) -> None:
    """Let one request of this member at a time be counted, until its transaction ends."""
    throttle.lock(connection, staff_id.bytes)


def count(connection: Connection, what: sa.Select[int], staff_id: UUID, since: datetime) -> int:
    """Count what a member did since a moment."""
    return connection.execute(what, {"staff_id": staff_id, "since": since}).scalar_one()


def to_person(staff: SignedInStaff, person_id: UUID, number_index: bytes | None = None) -> Stands:
    """Return how somebody stands to a person they would ask a reset for."""
    return Stands(
        is_close=hands.is_near(staff, person_id),
        has_number=number_index is not None and has_number(staff.staff_id, number_index),
        done_lately=count(reads(), ASKED, staff.staff_id, clock.now() - DAY),
    )


def as_voucher(staff: SignedInStaff, reset: Reset) -> Stands:
    """Return how somebody stands to a reset they are to vouch for."""
    done = count(reads(), VOUCHED, staff.staff_id, clock.now() - WEEK)
    return _stands(staff, reset, done)


def as_second(staff: SignedInStaff, reset: Reset) -> Stands:
    """Return how somebody stands to a reset they are to decide."""
    done = count(reads(), DECIDED, staff.staff_id, clock.now() - DAY)
    return _stands(staff, reset, done, vouched=staff.staff_id == reset.voucher_id)


def _stands(staff: SignedInStaff, reset: Reset, done: int, *, vouched: bool = False) -> Stands:
    return Stands(
        asked=staff.staff_id == reset.requested_by,
        vouched=vouched,
        is_close=hands.is_near(staff, reset.person_id),
        is_one_hand=hands.from_one_hand(staff.staff_id, reset.requested_by),
        has_number=has_number(staff.staff_id, reset.new_number_index),
        done_lately=done,
        asker_left=not hands.still_works(reset.requested_by),
    )


def has_number(staff_id: UUID, number_index: bytes) -> bool:
    """Say whether a number is on file with a member of staff as a resident."""
    values = {"staff_id": staff_id, "number_index": number_index}
    return bool(reads().scalar(_HAS_NUMBER, values))
