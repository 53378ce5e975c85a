"""Resets as pages and rules read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.resets.kinds import Finding, Ground, Outcome, Refusal
from portal.resets.models import AccountReset, ContestWay, Proof, Reason
from portal.resets.moving import LIVES
from portal.resets.states import RUNNING, Move, State, sources

MOST_RESETS = 100


@dataclass(frozen=True, kw_only=True)
class Reset:
    """One reset as it stands; `state_at` knows that time has run out before a job writes it."""

    id: UUID
    person_id: UUID
    account_id: UUID
    commune: str
    state: State
    proof: Proof
    reason: Reason
    card_matched: bool | None
    answers_right: int | None
    new_number: str = field(repr=False)
    new_number_index: bytes = field(repr=False)
    requested_by: UUID
    requested_at: datetime
    expires_at: datetime
    voucher_id: UUID | None
    vouched_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None
    ground: Ground | None
    refusal: Refusal | None
    slip_mac: bytes | None = field(repr=False)
    used_at: datetime | None
    held_until: datetime | None
    contested_at: datetime | None
    contested_how: ContestWay | None
    contested_by: UUID | None
    case_id: UUID | None
    proposed: Outcome | None
    finding: Finding | None
    proposed_by: UUID | None
    settled_by: UUID | None
    ended_at: datetime | None
    person_lives: bool

    def state_at(self, now: datetime) -> State:
        """Return the state; one that ran out, or whose person has died, has lapsed."""
        over = self.expires_at <= now or not self.person_lives
        if over and self.state in sources(Move.LAPSE):
            return State.LAPSED
        return self.state


ALL = sa.select(AccountReset.__table__, LIVES.label("person_lives"))
_ONE = ALL.where(AccountReset.id == sa.bindparam("reset_id"))
_HERE = _ONE.where(AccountReset.commune == sa.bindparam("commune"))
_NEWEST = (
    ALL.where(AccountReset.person_id == sa.bindparam("person_id"))
    .order_by(AccountReset.requested_at.desc(), AccountReset.id.desc())
    .limit(1)
)
_RUNNING = _NEWEST.where(AccountReset.state.in_(RUNNING))
_OF_COMMUNE = (
    ALL.where(AccountReset.commune == sa.bindparam("commune"))
    .order_by(AccountReset.requested_at.desc(), AccountReset.id.desc())
    .limit(MOST_RESETS)
)

_FOR_VOUCHER = (
    ALL.where(
        AccountReset.voucher_id == sa.bindparam("staff_id"),
        AccountReset.commune == sa.bindparam("commune"),
        AccountReset.state == State.WAITS_FOR_VOUCHER,
        AccountReset.expires_at > sa.bindparam("now"),
        LIVES,
    )
    .order_by(AccountReset.requested_at, AccountReset.id)
    .limit(MOST_RESETS)
)


def reset_of(reset_id: UUID, commune: str | None) -> Reset | None:
    """Return a reset of a commune; None for every other one, and for staff of no commune."""
    return _one(_HERE, {"reset_id": reset_id, "commune": commune})


def any_reset(reset_id: UUID) -> Reset | None:
    """Return a reset of any commune: for its person and for jobs, never for staff."""
    return _one(_ONE, {"reset_id": reset_id})


def running_of(person_id: UUID) -> Reset | None:
    """Return the reset that is under way for a person, unless its time has run out."""
    found = _one(_RUNNING, {"person_id": person_id})
    return None if found and found.state_at(clock.now()) is State.LAPSED else found


def newest_of(person_id: UUID) -> Reset | None:
    """Return the newest reset of a person, however it stands."""
    return _one(_NEWEST, {"person_id": person_id})


def changed(reset_id: UUID) -> Reset:
    """Return a reset as the request's own transaction has left it."""
    row = session.connection().execute(_ONE, {"reset_id": reset_id}).one()
    return Reset(**row._mapping)


def resets_of_commune(commune: str | None) -> Sequence[Reset]:
    """Return the resets of a commune, newest first."""
    return [Reset(**row._mapping) for row in reads().execute(_OF_COMMUNE, {"commune": commune})]


def waiting_for_voucher(staff_id: UUID, commune: str | None) -> Sequence[Reset]:
    """Return the resets that name a member as voucher and wait for them."""
    values = {"staff_id": staff_id, "commune": commune, "now": clock.now()}
    return [Reset(**row._mapping) for row in reads().execute(_FOR_VOUCHER, values)]


def _one(statement: sa.Select[tuple[object, ...]], values: dict[str, object]) -> Reset | None:
    row = reads().execute(statement, values).one_or_none()
    return Reset(**row._mapping) if row else None
