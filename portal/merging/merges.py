"""Merges of one commune as the desk reads them: what waits, and what can still be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.i18n import lazy_gettext as _l
from portal.merging.models import MergeState, PersonMerge
from portal.merging.second import is_second
from portal.people.models import Person
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

MOST_SHOWN = 50

STATE_LABELS = {
    MergeState.ASKED: _l("Waits for a second person"),
    MergeState.DONE: _l("Merged"),
    MergeState.REFUSED: _l("Refused"),
    MergeState.WITHDRAWN: _l("Withdrawn"),
    MergeState.UNDONE: _l("Separated again"),
}


@dataclass(frozen=True, kw_only=True)
class MergeLine:
    """One merge: whose entries, who asked, who decided, and until when it can be undone."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    kept_name: str
    state: MergeState
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    decided_by: UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    undo_until: datetime | None

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])

    def may_decide(self, staff: SignedInStaff) -> bool:
        """Say whether this member is the second person."""
        return self.state is MergeState.ASKED and is_second(
            staff, self.asked_by, self.kept_id, self.merged_id
        )

    def may_withdraw(self, staff: SignedInStaff) -> bool:
        return self.state is MergeState.ASKED and self.asked_by == staff.staff_id

    def may_undo(self, staff: SignedInStaff, now: datetime) -> bool:
        """Say whether this member may separate the two again: not who did the merge."""
        return (
            self.can_be_undone(now)
            and self.decided_by is not None
            and is_second(staff, self.decided_by, self.kept_id, self.merged_id)
        )

    def can_be_undone(self, now: datetime) -> bool:
        return (
            self.state is MergeState.DONE and self.undo_until is not None and now < self.undo_until
        )


_ASKER, _DECIDER = aliased(StaffMember), aliased(StaffMember)
_MERGES = (
    sa.select(
        PersonMerge.id,
        PersonMerge.kept_id,
        PersonMerge.merged_id,
        Person.full_name.label("kept_name"),
        PersonMerge.state,
        PersonMerge.asked_by,
        _ASKER.full_name.label("asked_by_name"),
        PersonMerge.asked_at,
        PersonMerge.decided_by,
        _DECIDER.full_name.label("decided_by_name"),
        PersonMerge.decided_at,
        PersonMerge.undo_until,
    )
    .join(Person, Person.id == PersonMerge.kept_id)
    .join(_ASKER, _ASKER.id == PersonMerge.asked_by)
    .outerjoin(_DECIDER, _DECIDER.id == PersonMerge.decided_by)
    .where(PersonMerge.commune == sa.bindparam("commune"))
)
_ONE = _MERGES.where(PersonMerge.id == sa.bindparam("merge_id"))
_ASKED = (
    _MERGES.where(PersonMerge.state == MergeState.ASKED)
    .order_by(PersonMerge.asked_at, PersonMerge.id)
    .limit(MOST_SHOWN)
)
_UNDOABLE = (
    _MERGES.where(
        PersonMerge.state == MergeState.DONE,
        PersonMerge.undo_until > sa.bindparam("now", type_=PersonMerge.undo_until.type),
    )
    .order_by(PersonMerge.decided_at.desc(), PersonMerge.id)
    .limit(MOST_SHOWN)
)


def merge_of(merge_id: UUID, commune: str | None) -> MergeLine | None:
    """Return a merge of this commune."""
    row = reads().execute(_ONE, {"merge_id": merge_id, "commune": commune}).one_or_none()
    return MergeLine(**row._mapping) if row else None


def asked_in(commune: str | None) -> Sequence[MergeLine]:
    """Return what waits for a second person, the longest waiting first."""
    rows = reads().execute(_ASKED, {"commune": commune})
    return [MergeLine(**row._mapping) for row in rows]


def undoable_in(commune: str | None) -> Sequence[MergeLine]:
    """Return the merges of the last 30 days, the newest first."""
    rows = reads().execute(_UNDOABLE, {"commune": commune, "now": clock.now()})
    return [MergeLine(**row._mapping) for row in rows]


def to_change(merge_id: UUID) -> PersonMerge:
    """Return the row of a merge, in the transaction of a change."""
    return session.get_one(PersonMerge, merge_id)
