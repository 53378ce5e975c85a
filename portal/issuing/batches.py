"""Reading batches, always within the commune of who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.issuing.models import BatchScope, BatchState, SlipBatch, SlipLine
from portal.issuing.rules import TRIES_A_PART
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.kinds import Relation
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

NEWEST = 30
_OPEN = (BatchState.ASKED, BatchState.MAKING, BatchState.READY)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One batch; `about` is a name, a household's head or a village. `people` are its slips'."""

    id: UUID
    scope: BatchScope
    about: str
    person_id: UUID | None
    household_id: UUID | None
    village_id: UUID | None
    state: BatchState
    size: int
    made: int
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    decided_by: UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    ready_at: datetime | None
    taken_at: datetime | None
    expires_at: datetime
    tries: int
    people: Sequence[UUID] = field(default=(), repr=False)

    @property
    def state_now(self) -> BatchState:
        """The state by the clock: what ran out is over before anybody has tidied up."""
        is_over = self.state in _OPEN and self.expires_at <= clock.now()
        return BatchState.OVER if is_over else self.state

    @property
    def is_given_up(self) -> bool:
        """Say whether it is over because a page could not be set."""
        return self.state_now is BatchState.OVER and self.tries >= TRIES_A_PART


_ASKER, _DECIDER = aliased(StaffMember), aliased(StaffMember)
_HEAD_NAME = (
    sa.select(Person.full_name)
    .join(Membership, Membership.person_id == Person.id)
    .where(Membership.household_id == SlipBatch.household_id, Membership.left_on.is_(None))
    .order_by((Membership.relation == Relation.HEAD).desc(), Membership.position, Membership.id)
    .limit(1)
    .correlate(SlipBatch)
    .scalar_subquery()
)
_BATCHES: sa.Select[Any] = (
    sa.select(
        *(
            column
            for column in sa.inspect(SlipBatch).columns
            if column.key not in ("commune", "codes", "lease", "leased_until")
        ),
        sa.func.coalesce(Person.full_name, _HEAD_NAME, Household.code, Village.name, "").label(
            "about"
        ),
        _ASKER.full_name.label("asked_by_name"),
        _DECIDER.full_name.label("decided_by_name"),
    )
    .select_from(SlipBatch)
    .join(_ASKER, _ASKER.id == SlipBatch.asked_by)
    .outerjoin(_DECIDER, _DECIDER.id == SlipBatch.decided_by)
    .outerjoin(Person, Person.id == SlipBatch.person_id)
    .outerjoin(Household, Household.id == SlipBatch.household_id)
    .outerjoin(Village, Village.id == SlipBatch.village_id)
)


def newest(staff: SignedInStaff) -> Sequence[Batch]:
    """Return the newest batches of the commune."""
    rows = reads().execute(
        _BATCHES.where(SlipBatch.commune == staff.commune)
        .order_by(SlipBatch.asked_at.desc(), SlipBatch.id)
        .limit(NEWEST)
    )
    return [Batch(**row._mapping) for row in rows]


def waiting(staff: SignedInStaff) -> Sequence[Batch]:
    """Return what waits for a second person in the commune, the longest waiting first."""
    rows = reads().execute(
        _BATCHES.where(
            SlipBatch.commune == staff.commune,
            SlipBatch.state == BatchState.ASKED,
            SlipBatch.expires_at > clock.now(),
        ).order_by(SlipBatch.asked_at, SlipBatch.id)
    )
    return [Batch(**row._mapping) for row in rows]


def batch(batch_id: UUID, staff: SignedInStaff) -> Batch | None:
    """Return a batch of the commune with the people of its slips; None for any other."""
    found = summary(batch_id, staff)
    if found is None:
        return None
    people = reads().scalars(
        sa.select(SlipLine.person_id)
        .where(SlipLine.batch_id == batch_id)
        .order_by(SlipLine.position)
    )
    return replace(found, people=people.all())


def summary(batch_id: UUID, staff: SignedInStaff) -> Batch | None:
    """Return a batch of the commune without its people; None for any other."""
    row = (
        reads()
        .execute(_BATCHES.where(SlipBatch.id == batch_id, SlipBatch.commune == staff.commune))
        .one_or_none()
    )
    return Batch(**row._mapping) if row else None
