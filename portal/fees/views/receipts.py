"""One receipt: on the screen, on paper, and its notice once more."""

from uuid import UUID

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import current_resident
from portal.fees import notices
from portal.fees.amount_words import in_words
from portal.fees.payers import Payer, payer_of
from portal.fees.receipt_paper import pdf_of
from portal.fees.receipts import Slip, note_seen, slip_of_commune, slip_seen_by
from portal.fees.statement import baskets_of
from portal.fees.views.blueprint import blueprint
from portal.fees.whereabouts import money_of
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/fees/receipts/<uuid:receipt_id>")
def receipt(receipt_id: UUID) -> ResponseReturnValue:
    """Show a receipt."""
    payer = payer_of(current_resident())
    return _show(payer, _slip(payer, receipt_id))


@blueprint.get("/fees/receipts/<uuid:receipt_id>/pdf")
def receipt_pdf(receipt_id: UUID) -> ResponseReturnValue:
    """Give a receipt as paper, for the household."""
    return _pdf(_slip(payer_of(current_resident()), receipt_id))


@blueprint.post("/fees/receipts/<uuid:receipt_id>/notice")
def send_notice(receipt_id: UUID) -> ResponseReturnValue:
    """Send the notice of a receipt once more, to the phone of who asks for it."""
    resident = current_resident()
    payer = payer_of(resident)
    slip = _slip(payer, receipt_id)
    try:
        notices.tell_again(slip, resident.person_id)
    except RuleBroken as refusal:
        return _show(payer, slip, refusal.message, 422)
    flash(_("The notice is on its way to your phone"))
    return redirect(url_for(".receipt", receipt_id=receipt_id), 303)


@blueprint.get("/desk/fees/receipts/<uuid:receipt_id>/pdf")
@staff_page(*AT_THE_DESK)
def desk_receipt_pdf(receipt_id: UUID) -> ResponseReturnValue:
    """Give a receipt of the commune's unit as paper, for the desk."""
    staff = current_staff()
    slip = slip_of_commune(staff.commune, receipt_id)
    if slip is None:
        abort(404)
    note_seen(slip, staff)
    return _pdf(slip)


def _slip(payer: Payer, receipt_id: UUID) -> Slip:
    found = slip_seen_by(payer, receipt_id)
    if found is None:
        abort(404)
    return found


def _pdf(slip: Slip) -> Response:
    return Response(
        pdf_of(slip),
        mimetype="application/pdf",
        headers={"Content-Disposition": 'inline; filename="phieu-thu.pdf"'},
    )


def _show(payer: Payer, slip: Slip, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    open_years = {
        year.year
        for basket in baskets_of(payer)
        if basket.household_id == slip.household_id
        for year in basket.years
    }
    return pages.show(
        "fees/receipt.html",
        status=status,
        slip=slip,
        words=in_words(slip.amount) if current_language() == "vi" else "",
        all_paid=not open_years & set(slip.years),
        money=money_of([slip]).get(slip.id),
        refusal=refusal,
    )
