"""Pairs that look like one person, and the merge two members of staff make of them."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.merging import services
from portal.merging.blueprint import blueprint
from portal.merging.duplicates import Pair, pairs_in
from portal.merging.entries import Entry, entries_of
from portal.merging.forms import DecideForm, KeepForm
from portal.merging.merges import MergeLine, asked_in, to_change, undoable_in
from portal.merging.models import MergeState
from portal.merging.outcomes import outcomes
from portal.merging.pairs import admit_merge, admit_pair
from portal.merging.presentation import choices, shown, shown_merge, shown_pair
from portal.merging.recent_deaths import recent_in
from portal.representation import hands
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

PAIR = "/register/pairs/<uuid:one_id>/<uuid:other_id>"
MERGE = "/register/merges/<uuid:merge_id>"


@blueprint.get("/register")
@staff_page(*AT_THE_DESK)
def register() -> ResponseReturnValue:
    """List the pairs of the commune that look like one person, and what waits or can be undone."""
    staff = current_staff()
    page = pairs_in(staff.commune or "", _cursor())
    ids = {one for pair in page.pairs for one in (pair.one_id, pair.other_id)}
    entries, near = entries_of(sorted(ids)), hands.all_near(staff)
    return show(
        "merging/register.html",
        pairs=[
            shown_pair(pair, entries)
            for pair in page.pairs
            if near.isdisjoint((pair.one_id, pair.other_id))
        ],
        after=page.after,
        asked=[shown_merge(one, staff) for one in asked_in(staff.commune)],
        merged=[shown_merge(one, staff) for one in undoable_in(staff.commune)],
        deaths=[one for one in recent_in(staff.commune) if one.person_id not in near],
    )


def _cursor() -> tuple[UUID, UUID] | None:
    """Read after which pair the page begins; what is no cursor begins at the start."""
    try:
        return UUID(request.args.get("one", "")), UUID(request.args.get("other", ""))
    except ValueError:
        return None


@blueprint.get(PAIR)
@staff_page(*AT_THE_DESK)
def pair(one_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Show two entries beside each other: who they are, and how much moves."""
    found, one, other = admit_pair(one_id, other_id)
    return _show_pair(found, one, other, KeepForm(formdata=None))


def _show_pair(
    found: Pair, one: Entry, other: Entry, form: KeepForm, status: int = 200
) -> ResponseReturnValue:
    form.kept.choices = choices(one, other)
    page = shown_pair(found, {one.id: one, other.id: other}, counted=True)
    return show("merging/pair.html", status=status, form=form, pair=page)


@blueprint.post(f"{PAIR}/merge")
@staff_page(*AT_THE_DESK)
def ask_merge(one_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Ask a colleague to merge the two."""
    found, one, other = admit_pair(one_id, other_id)
    form = KeepForm()
    form.kept.choices = choices(one, other)
    try:
        kept_id = UUID(form.value())
        merged_id = other.id if kept_id == one.id else one.id
        merge_id = services.ask(kept_id, merged_id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_pair(found, one, other, form, 422)
    flash(_("Sent. A colleague looks at both entries and merges them"))
    return redirect(url_for(".merge", merge_id=merge_id), 303)


@blueprint.post(f"{PAIR}/different")
@staff_page(*AT_THE_DESK)
def find_different(one_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Note that the two are two people."""
    found, one, other = admit_pair(one_id, other_id)
    try:
        services.find_different(one.id, other.id, by=current_staff())
    except RuleBroken as refusal:
        form = KeepForm(formdata=None)
        form.refuse(refusal)
        return _show_pair(found, one, other, form, 422)
    flash(_("Noted: two different people"))
    return redirect(url_for(".register"), 303)


@blueprint.get(MERGE)
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def merge(merge_id: UUID) -> ResponseReturnValue:
    """Show one merge: both entries, what moves, and what this member may decide."""
    return _show(admit_merge(merge_id), DecideForm(formdata=None))


@blueprint.post(f"{MERGE}/do")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.merge")
def do_merge(merge_id: UUID) -> ResponseReturnValue:
    """Merge as the second person."""
    opened = admit_merge(merge_id)
    form = DecideForm()
    try:
        services.do(to_change(merge_id), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(opened, form, 422)
    flash(_("The two entries are one now. It can be undone for 30 days"))
    return redirect(url_for(".merge", merge_id=merge_id), 303)


@blueprint.post(f"{MERGE}/refuse")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.merge")
def refuse_merge(merge_id: UUID) -> ResponseReturnValue:
    """Say no as the second person."""
    opened = admit_merge(merge_id)
    form = DecideForm()
    try:
        if services.refuse(to_change(merge_id), by=current_staff()):
            flash(_("The merge is refused. Both entries stay as they are"))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(opened, form, 422)
    return redirect(url_for(".register"), 303)


@blueprint.post(f"{MERGE}/withdraw")
@staff_page(*AT_THE_DESK)
def withdraw_merge(merge_id: UUID) -> ResponseReturnValue:
    """Take back what one has asked for."""
    admit_merge(merge_id)
    if services.withdraw(to_change(merge_id), by=current_staff()):
        flash(_("The request was withdrawn"))
    return redirect(url_for(".register"), 303)


@blueprint.post(f"{MERGE}/undo")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("merging.merge")
def undo_merge(merge_id: UUID) -> ResponseReturnValue:
    """Separate the two again."""
    opened = admit_merge(merge_id)
    form = DecideForm()
    try:
        services.undo(to_change(merge_id), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(opened, form, 422)
    flash(_("The two entries are separate again"))
    return redirect(url_for(".merge", merge_id=merge_id), 303)


def _show(
    opened: tuple[MergeLine, Entry, Entry], form: DecideForm, status: int = 200
) -> ResponseReturnValue:
    line, kept, merged = opened
    staff = current_staff()
    return show(
        "merging/merge.html",
        status=status,
        form=form,
        merge=shown_merge(line, staff),
        kept=shown(kept, counted=True),
        merged=shown(merged, counted=True),
        outcomes=outcomes(kept, merged) if line.state is MergeState.ASKED else [],
        may_undo=line.may_undo(staff, clock.now()),
    )
