"""The gate of a pair: two entries are opened together, by the desk of their commune alone."""

from typing import NoReturn
from uuid import UUID

from flask import abort

from portal.access.policy import Permission
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.merging.duplicates import Pair, pair_of
from portal.merging.entries import Entry, entries_of
from portal.merging.merges import MergeLine, merge_of
from portal.staff.signed_in import SignedInStaff, current_staff

SECTION = Permission.KEEP_REGISTER.value


def admit_pair(one_id: UUID, other_id: UUID) -> tuple[Pair, Entry, Entry]:
    """Return two entries that look like one person, with a line about each; else 403.

    The answer is the same where an entry does not exist, is of another commune, is one's
    own, or where nothing says that the two are one.
    """
    staff = current_staff()
    pair = pair_of(one_id, other_id, staff.commune or "")
    if pair is None or staff.person_id in (pair.one_id, pair.other_id):
        _refuse(staff, [one_id, other_id], None)
    entries = entries_of([pair.one_id, pair.other_id])
    one, other = entries[pair.one_id], entries[pair.other_id]
    _note(staff, one, other, None)
    return pair, one, other


def admit_merge(merge_id: UUID) -> tuple[MergeLine, Entry, Entry]:
    """Return a merge of one's commune with its entries, the kept one first; else 403."""
    staff = current_staff()
    merge = merge_of(merge_id, staff.commune)
    if merge is None or staff.person_id in (merge.kept_id, merge.merged_id):
        ids = [merge.kept_id, merge.merged_id] if merge else []
        _refuse(staff, ids, f"merge:{merge_id}")
    entries = entries_of([merge.kept_id, merge.merged_id])
    kept, merged = entries[merge.kept_id], entries[merge.merged_id]
    _note(staff, kept, merged, f"merge:{merge_id}")
    return merge, kept, merged


def _note(staff: SignedInStaff, one: Entry, other: Entry, reference: str | None) -> None:
    trail.note(
        *(
            Line(
                event=Event.DESK_SEEN,
                about=entry.id,
                by=staff.actor,
                basis=Basis.DESK,
                section=SECTION,
                object_ref=reference,
            )
            for entry in (one, other)
        )
    )


def _refuse(staff: SignedInStaff, ids: list[UUID], reference: str | None) -> NoReturn:
    """Write the refusal about whoever exists of these, and answer 403."""
    about: list[UUID | None] = [*entries_of(ids)] if ids else []
    trail.note(
        *(
            Line(
                event=Event.ACCESS_REFUSED,
                permitted=False,
                about=person_id,
                by=staff.actor,
                section=SECTION,
                object_ref=reference,
            )
            for person_id in about or [None]
        )
    )
    abort(403)
