"""Asking for a merge, doing it as a second person, and undoing it within 30 days."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.changes import change
from portal.accounts.closing import close_ways_in
from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.merging import notices, refusals, second
from portal.merging.models import DifferentPeople, MergeState, PersonMerge
from portal.merging.moving import Move
from portal.merging.undoing import give_back
from portal.people.models import Person
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

UNDO_FOR = timedelta(days=30)


def ask(kept_id: UUID, merged_id: UUID, *, by: SignedInStaff) -> UUID:
    """Ask a second person to merge one entry into another; return the merge's id.

    Raise RuleBroken where the two may not become one, or where either is the asker's kin.
    """
    _hold(kept_id, merged_id)
    _refuse(kept_id, merged_id, by)
    one, other = sorted((kept_id, merged_id))
    change(
        sa.delete(DifferentPeople).where(
            DifferentPeople.one_id == one, DifferentPeople.other_id == other
        )
    )
    merge = PersonMerge(
        kept_id=kept_id,
        merged_id=merged_id,
        commune=by.commune or "",
        state=MergeState.ASKED,
        asked_by=by.staff_id,
        asked_at=clock.now(),
    )
    try:
        with session.begin_nested():  # a colleague may ask at this moment
            session.add(merge)
    except IntegrityError as twice:
        raise RuleBroken(_("A colleague has asked for this already"), "kept") from twice
    _write_down(Event.MERGE_ASKED, merge, by)
    return merge.id


def find_different(one_id: UUID, other_id: UUID, *, by: SignedInStaff) -> None:
    """Note that two entries are two people; they are not shown as a pair any more.

    Raise RuleBroken where either is one's own or one's family's.
    """
    one, other = sorted((one_id, other_id))
    _hold(one, other)
    second.refuse_near(by, "kept", one, other)
    if session.get(DifferentPeople, (one, other)) is None:
        session.add(
            DifferentPeople(one_id=one, other_id=other, found_by=by.staff_id, found_at=clock.now())
        )
        for person_id, beside in ((one, other), (other, one)):
            _line(Event.MERGE_DECIDED, person_id, "different", f"person:{beside}", by)


def withdraw(merge: PersonMerge, *, by: SignedInStaff) -> bool:
    """Take back what one has asked for oneself; say whether it still waited."""
    waited = _from_asked(merge, PersonMerge.asked_by == by.staff_id, state=MergeState.WITHDRAWN)
    if waited:
        _write_down(Event.MERGE_DECIDED, merge, by, "withdrawn")
    return waited


def refuse(merge: PersonMerge, *, by: SignedInStaff) -> bool:
    """Say no as the second person; say whether it still waited. Raise RuleBroken for kin."""
    second.refuse_near(by, "kept", merge.kept_id, merge.merged_id)
    waited = _from_asked(
        merge,
        PersonMerge.asked_by != by.staff_id,
        state=MergeState.REFUSED,
        decided_by=by.staff_id,
        decided_at=clock.now(),
    )
    if waited:
        _write_down(Event.MERGE_DECIDED, merge, by, "refused")
    return waited


def do(merge: PersonMerge, *, by: SignedInStaff) -> None:
    """Merge, as a second person; raise RuleBroken where it is not theirs to do.

    The other entry's way in closes when both have one, and nobody's account moves to
    another phone. Both phones are told.
    """
    _hold(merge.kept_id, merge.merged_id)
    _refuse(merge.kept_id, merge.merged_id, by)
    second.refuse_one_hand(by, merge.asked_by, "done")
    hands.refuse_left(merge.asked_by, "done")
    now = clock.now()
    done = _from_asked(
        merge,
        PersonMerge.asked_by != by.staff_id,
        state=MergeState.DONE,
        decided_by=by.staff_id,
        decided_at=now,
        undo_until=now + UNDO_FOR,
    )
    if not done:
        raise RuleBroken(_("Who asked for it does not do it; a colleague does"), "done")
    notices.tell_merged(merge.kept_id, merge.merged_id)
    _close_account_of(merge.merged_id)
    Move(merge.id, kept=merge.kept_id, merged=merge.merged_id, now=now).run()
    change(sa.update(Person).where(Person.id == merge.merged_id).values(merged_into=merge.kept_id))
    _write_down(Event.PEOPLE_MERGED, merge, by)


def undo(merge: PersonMerge, *, by: SignedInStaff) -> None:
    """Separate two entries again; raise RuleBroken where it is too late or not theirs.

    Whoever did the merge does not undo it alone: an undoing hands a record out as well.
    """
    _hold(merge.kept_id, merge.merged_id)
    second.refuse_near(by, "undone", merge.kept_id, merge.merged_id)
    second.refuse_one_hand(by, merge.decided_by, "undone")
    if refusals.reset_runs(session.connection(), merge.kept_id, merge.merged_id):
        raise RuleBroken(_("An account is being reissued. Finish that first"), "undone")
    if session.scalar(sa.select(Person.merged_into).where(Person.id == merge.kept_id)):
        raise RuleBroken(_("The entry is in a third one now. Undo that first"), "undone")
    now = clock.now()
    undone = change(
        sa.update(PersonMerge)
        .where(
            PersonMerge.id == merge.id,
            PersonMerge.state == MergeState.DONE,
            PersonMerge.decided_by != by.staff_id,
            PersonMerge.undo_until > now,
        )
        .values(state=MergeState.UNDONE, undone_by=by.staff_id, undone_at=now)
    )
    if undone != 1:
        raise RuleBroken(
            _("Within 30 days, and not by who did it: a colleague undoes it"), "undone"
        )
    change(sa.update(Person).where(Person.id == merge.merged_id).values(merged_into=None))
    _close_account_of(merge.kept_id)
    give_back(merge)
    _write_down(Event.MERGE_UNDONE, merge, by)


def _from_asked(merge: PersonMerge, whose: sa.ColumnElement[bool], **values: object) -> bool:
    statement = sa.update(PersonMerge).where(
        PersonMerge.id == merge.id, PersonMerge.state == MergeState.ASKED, whose
    )
    return change(statement.values(**values)) == 1


def _hold(*ids: UUID) -> None:
    """Let one change at a time decide about these entries, always in the same order."""
    session.execute(
        sa.select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    )


def _refuse(kept_id: UUID, merged_id: UUID, by: SignedInStaff) -> None:
    second.refuse_near(by, "kept", kept_id, merged_id)
    facts = refusals.facts_of(session.connection(), kept_id, merged_id)
    for sentence in refusals.sentences(facts):
        raise RuleBroken(sentence, "kept")


def _close_account_of(person_id: UUID) -> None:
    """End every browser and code of whoever signs in as this entry."""
    account_id = session.scalar(sa.select(Account.id).where(Account.person_id == person_id))
    if account_id is not None:
        close_ways_in(account_id)


def _write_down(
    event: Event, merge: PersonMerge, by: SignedInStaff, section: str | None = None
) -> None:
    for person_id in (merge.kept_id, merge.merged_id):
        _line(event, person_id, section, f"merge:{merge.id}", by)


def _line(
    event: Event, person_id: UUID, section: str | None, reference: str, by: SignedInStaff
) -> None:
    trail.record(
        Line(
            event=event,
            about=person_id,
            by=by.actor,
            basis=Basis.DESK,
            section=section,
            object_ref=reference,
        )
    )
