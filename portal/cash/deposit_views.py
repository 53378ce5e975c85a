"""One deposit that is not as it was written: one says so, another decides."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cash import depositing, withdrawing
from portal.cash.blueprint import blueprint
from portal.cash.bounds import own_unit
from portal.cash.depositing import Deposit
from portal.cash.forms import DoubtForm
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/cash/deposits/<uuid:deposit_id>")
@staff_page(*AT_THE_DESK)
def one_deposit(deposit_id: UUID) -> ResponseReturnValue:
    """Show a deposit of the unit, and what is said against it."""
    return _show(_own(deposit_id), DoubtForm(formdata=None))


@blueprint.post("/desk/cash/deposits/<uuid:deposit_id>/doubt")
@staff_page(*AT_THE_DESK)
def doubt_deposit(deposit_id: UUID) -> ResponseReturnValue:
    """Say that it did not go to the bank as written."""
    found, form = _own(deposit_id), DoubtForm()
    try:
        withdrawing.doubt(found.id, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(_own(deposit_id), form, refusal)
    flash(_("Asked. Now a colleague decides"))
    return redirect(url_for(".one_deposit", deposit_id=deposit_id), 303)


@blueprint.post("/desk/cash/deposits/<uuid:deposit_id>/withdraw")
@staff_page(*AT_THE_DESK)
def withdraw_deposit(deposit_id: UUID) -> ResponseReturnValue:
    """Give the cash back to its holder, as the second person."""
    try:
        withdrawing.withdraw(_own(deposit_id).id, by=current_staff())
    except RuleBroken as refusal:
        return _show(_own(deposit_id), DoubtForm(formdata=None), refusal)
    flash(_("Withdrawn. The cash is the holder's again"))
    return redirect(url_for(".one_deposit", deposit_id=deposit_id), 303)


@blueprint.post("/desk/cash/deposits/<uuid:deposit_id>/keep")
@staff_page(*AT_THE_DESK)
def keep_deposit(deposit_id: UUID) -> ResponseReturnValue:
    """Let it stand as it was written."""
    try:
        withdrawing.keep(_own(deposit_id).id, by=current_staff())
    except RuleBroken as refusal:
        return _show(_own(deposit_id), DoubtForm(formdata=None), refusal)
    flash(_("It stands as it was written"))
    return redirect(url_for(".one_deposit", deposit_id=deposit_id), 303)


def _own(deposit_id: UUID) -> Deposit:
    found = depositing.one(deposit_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _show(
    found: Deposit, form: DoubtForm, refusal: RuleBroken | None = None
) -> ResponseReturnValue:
    doubted_by = found.doubted_by if found.is_doubted else None
    may_doubt = found.is_on_its_way and not found.is_doubted
    return pages.show(
        "cash/deposit.html",
        status=422 if refusal else 200,
        form=form,
        refused=refusal.message if refusal and not (may_doubt and form.errors) else None,
        deposit=found,
        may_doubt=may_doubt,
        may_withdraw=doubted_by is not None
        and not hands.from_one_hand(doubted_by, current_staff().staff_id),
    )
