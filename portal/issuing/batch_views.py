"""One batch: allowing, refusing, taking back, watching it being made, taking it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import admit_resident
from portal.issuing import asking, batches, candidates, deciding, second, taking
from portal.issuing.batches import Batch
from portal.issuing.blueprint import blueprint
from portal.issuing.candidates import Target
from portal.issuing.lines import ref
from portal.issuing.models import BatchScope, BatchState
from portal.issuing.presentation import STATES, TONES, Progress, progress_of
from portal.issuing.rules import WhyNoSlip
from portal.issuing.waiting import WHAT
from portal.kernel import pages
from portal.kernel.db import database, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff

# A page that asks by itself, perhaps before nobody, stops asking after some minutes.
ASKS_AT_MOST = 40


@blueprint.get("/slips/<uuid:batch_id>")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Show who asked for whose slips, and what is to be done."""
    return _show(_admitted(batch_id))


@blueprint.get("/slips/<uuid:batch_id>/progress")
@staff_page(*AT_THE_DESK, renews=False)
def progress(batch_id: UUID) -> ResponseReturnValue:
    """Say how far a batch is, without a name: this page asks again by itself.

    Once the slips are made the whole page is another, so the browser opens it anew.
    """
    found = _found(batches.summary(batch_id, current_staff()))
    whole_page = url_for(".batch", batch_id=batch_id)
    if not pages.wants_fragment():
        return redirect(whole_page, 303)
    if found.state_now is not BatchState.MAKING:
        return Response(status=204, headers={"HX-Redirect": whole_page})
    asked = request.args.get("asked", 1, type=int)
    return pages.show("issuing/_progress.html", progress=_progress(found, asked))


@blueprint.post("/slips/<uuid:batch_id>/allow")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("issuing.batch")
def allow(batch_id: UUID) -> ResponseReturnValue:
    """Let the slips be made, as the second person."""
    found = _admitted(batch_id)
    try:
        deciding.allow(found, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    flash(_("Allowed. The slips are being made"))
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@blueprint.post("/slips/<uuid:batch_id>/refuse")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("issuing.batch")
def refuse(batch_id: UUID) -> ResponseReturnValue:
    """Say no, as the second person."""
    found = _admitted(batch_id)
    try:
        deciding.refuse(found, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    flash(_("Refused. No slip is made"))
    return redirect(url_for(".slips"), 303)


@blueprint.post("/slips/<uuid:batch_id>/withdraw")
@staff_page(*AT_THE_DESK)
def withdraw(batch_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    found = _admitted(batch_id)
    try:
        asking.withdraw(found, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    flash(_("Taken back. No slip is made"))
    return redirect(url_for(".slips"), 303)


@blueprint.post("/slips/<uuid:batch_id>/file")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("issuing.batch")
def take(batch_id: UUID) -> ResponseReturnValue:
    """Send the slips; the lines of the log stand before the first byte."""
    found = _admitted(batch_id)
    try:
        taken = taking.take(found, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    return Response(
        taken.content(database()),
        mimetype=taken.mimetype,
        headers={"Content-Disposition": f'attachment; filename="{taken.filename}"'},
    )


def _found(found: Batch | None) -> Batch:
    if found is None:
        abort(404)
    return found


def _admitted(batch_id: UUID) -> Batch:
    """Return a batch of the commune; a person's own is closed to them, and names leave lines."""
    found = _found(batches.batch(batch_id, current_staff()))
    if found.scope is not BatchScope.VILLAGE:
        for person_id in found.people:
            admit_resident(person_id, Permission.MANAGE_ACCOUNT, object_ref=ref(batch_id))
    return found


def _show(found: Batch, refusal: RuleBroken | None = None) -> Response:
    staff, state = current_staff(), found.state_now
    is_mine = found.asked_by == staff.staff_id
    return pages.show(
        "issuing/batch.html",
        status=422 if refusal else 200,
        refused=refusal.message if refusal else None,
        batch=found,
        what=WHAT[found.scope],
        state=state,
        label=STATES[state],
        tone=TONES[state],
        names=_names(found),
        left_out=_left_out(found) if state is BatchState.ASKED else {},
        may_decide=state is BatchState.ASKED and second.may_decide(found, staff),
        may_withdraw=state is BatchState.ASKED and is_mine,
        may_take=state is BatchState.READY and taking.may_take(found, staff),
        is_decided=found.decided_at is not None,
        is_made=found.ready_at is not None,
        progress=_progress(found, 1),
    )


def _names(found: Batch) -> list[candidates.Candidate]:
    """Return the people of a short list; a village is allowed by its number."""
    if found.scope is BatchScope.VILLAGE:
        return []
    return candidates.named(reads(), found.people, found.scope)


def _left_out(found: Batch) -> Mapping[WhyNoSlip, int]:
    """Return how many of a village get no slip, by reason."""
    commune = current_staff().commune
    if found.village_id is None or commune is None:
        return {}
    target = Target(scope=found.scope, id=found.village_id, commune=commune)
    return candidates.of(reads(), target).left_out


def _progress(found: Batch, asked: int) -> Progress:
    again = url_for(".progress", batch_id=found.id, asked=asked + 1)
    return progress_of(found, again if asked < ASKS_AT_MOST else None)
