"""Taking a receipt back, as a colleague of who wrote it.

What nobody of the staff wrote, the head takes back.
"""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.fees import receipts
from portal.fees.order_models import Method
from portal.fees.receipts import Slip
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving import undoing
from portal.receiving.paying_back import boxes_for, was_said
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff
from portal.transfers.forms import AnnulForm
from portal.transfers.views.blueprint import blueprint


@blueprint.get("/fees/receipts/<uuid:receipt_id>/annul")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def annul_page(receipt_id: UUID) -> ResponseReturnValue:
    """Show what a receipt says, and ask why it is taken back."""
    return _show(_own(receipt_id), AnnulForm(formdata=None))


@blueprint.post("/fees/receipts/<uuid:receipt_id>/annul")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.annul_page")
def annul(receipt_id: UUID) -> ResponseReturnValue:
    """Take a receipt back; its charges are open again and its money waits."""
    found, form = _own(receipt_id), AnnulForm()
    try:
        reason, box_of = form.value()
        undoing.undo(found.id, reason, by=current_staff(), box_of=box_of)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(found, form)
    flash(_("Annulled. The receipt stays to be seen"))
    return redirect(url_for(".annul_page", receipt_id=receipt_id), 303)


def _own(receipt_id: UUID) -> Slip:
    """Return a receipt of the member's own commune, as seen; answer 404 for any other."""
    staff = current_staff()
    found = receipts.slip_of_commune(staff.commune, receipt_id)
    if found is None or not (found.collector or Role.STATION_HEAD in staff.roles):
        abort(404)
    receipts.note_seen(found, staff)
    return found


def _show(found: Slip, form: AnnulForm) -> ResponseReturnValue:
    is_cash = found.method is Method.CASH and found.annulled_at is None
    staff = current_staff()
    boxes = boxes_for(found.id, staff) if is_cash else ()
    waits_for_word = is_cash and not boxes
    return pages.show(
        "transfers/annul.html",
        status=422 if form.errors else 200,
        form=form.offer(boxes),
        slip=found,
        boxes=boxes,
        waits_for_word=waits_for_word,
        holds_too_little=waits_for_word and was_said(found.id, staff),
    )
