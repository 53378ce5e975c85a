"""Saying that a payer has their cash back, so that a colleague annuls it; or taking that back."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cash import receipts
from portal.cash.blueprint import blueprint
from portal.cash.bounds import COLLECTORS
from portal.fees.order_models import Method
from portal.fees.receipts import Slip, note_seen
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving import giving_back, paying_back
from portal.staff.guard import staff_page
from portal.staff.signed_in import current_staff


@blueprint.get("/cash/receipts/<uuid:receipt_id>/given-back")
@staff_page(*COLLECTORS)
def given_back(receipt_id: UUID) -> ResponseReturnValue:
    """Show a receipt for cash, and ask whether its payer has it back."""
    return _show(_found(receipt_id))


@blueprint.post("/cash/receipts/<uuid:receipt_id>/given-back")
@staff_page(*COLLECTORS)
def say_given_back(receipt_id: UUID) -> ResponseReturnValue:
    """Write down that they have; nothing moves before a colleague annuls the receipt."""
    found = _found(receipt_id)
    try:
        giving_back.say(found.id, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    flash(_("Written down. A colleague at the desk annuls the receipt today"))
    return redirect(url_for(".given_back", receipt_id=receipt_id), 303)


@blueprint.post("/cash/receipts/<uuid:receipt_id>/given-back/withdraw")
@staff_page(*COLLECTORS)
def withdraw_given_back(receipt_id: UUID) -> ResponseReturnValue:
    """Take the member's own word back: it was said of the wrong receipt."""
    found = _found(receipt_id)
    try:
        giving_back.withdraw(found.id, by=current_staff())
    except RuleBroken as refusal:
        return _show(found, refusal)
    flash(_("Taken back. Nobody annuls the receipt on your word"))
    return redirect(url_for(".given_back", receipt_id=receipt_id), 303)


def _found(receipt_id: UUID) -> Slip:
    """Return a receipt for cash of who may see it, as seen; answer 404 for any other."""
    staff = current_staff()
    found = receipts.receipt(receipt_id, staff)
    if found is None or found.method is not Method.CASH:
        abort(404)
    note_seen(found, staff)
    return found


def _show(found: Slip, refusal: RuleBroken | None = None) -> ResponseReturnValue:
    staff = current_staff()
    has_said = found.annulled_at is None and giving_back.has_said(found.id, staff)
    return pages.show(
        "cash/given_back.html",
        status=422 if refusal else 200,
        refused=refusal.message if refusal else None,
        receipt=found,
        has_said=has_said,
        may_say=not has_said and paying_back.holds_enough(found.id, staff),
    )
