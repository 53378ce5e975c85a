"""Taking cash: at the station for the commune, in a village by its head."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import households
from portal.access.households import Found
from portal.cash import receipts, statements, taking, village_lists
from portal.cash.blueprint import blueprint
from portal.cash.bounds import COLLECTORS, own_unit, unit_of
from portal.cash.forms import FindForm, TakeForm
from portal.cash.statements import Statement
from portal.cash.village_lists import Place
from portal.fees.receipts import note_seen
from portal.fees.units import Unit
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/cash")
@staff_page(*AT_THE_DESK)
def search() -> ResponseReturnValue:
    """Show how to find a household, and what this member took today."""
    return _show_search(FindForm(formdata=None))


@blueprint.post("/desk/cash/find")
@staff_page(*AT_THE_DESK)
def find() -> ResponseReturnValue:
    """Show the households that may be meant."""
    form = FindForm()
    try:
        found = households.find(form.value(), current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_search(form, status=422)
    return _show_search(form, found)


@blueprint.get("/cash")
@staff_page(Role.VILLAGE_HEAD)
def village() -> ResponseReturnValue:
    """Show the households of the head's own village, unpaid first."""
    staff, after = current_staff(), request.args.get("after", type=UUID)
    unit = unit_of(staff)
    place = Place(household_id=after, is_settled="settled" in request.args) if after else None
    return pages.show(
        "cash/village.html",
        village=village_lists.village_list(unit, staff, place) if unit else None,
        first_url=url_for(".village") if after else None,
        list_page=_list_page(),
    )


@blueprint.get("/cash/households/<uuid:household_id>")
@staff_page(*COLLECTORS)
def household(household_id: UUID) -> ResponseReturnValue:
    """Show what a household is asked; one of another village or commune is not found."""
    found = _found(household_id, own_unit())
    statements.note_opened(found, current_staff())
    return _show_household(found, TakeForm(formdata=None))


@blueprint.post("/cash/households/<uuid:household_id>")
@staff_page(*COLLECTORS)
def take(household_id: UUID) -> ResponseReturnValue:
    """Take the cash and write the receipt; a sum nobody has read yet is shown first."""
    form, unit = TakeForm(), own_unit()
    found = _found(household_id, unit)
    try:
        chosen = form.value()
        amount = found.amount_of(chosen.charge_ids)
        if amount is not None and str(amount) != chosen.said:
            return _show_household(found, form, is_new_sum=True)
        receipt_id = taking.take(chosen.charge_ids, household_id, chosen.payer, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_household(_found(household_id, unit), form, status=422)
    return redirect(url_for(".receipt", receipt_id=receipt_id, **_list_page()), 303)


@blueprint.get("/cash/receipts/<uuid:receipt_id>")
@staff_page(*COLLECTORS)
def receipt(receipt_id: UUID) -> ResponseReturnValue:
    """Show the number of a receipt, large enough to read it out."""
    staff = current_staff()
    found = receipts.receipt(receipt_id, staff)
    if found is None:
        abort(404)
    note_seen(found, staff)
    is_at_desk = bool(AT_THE_DESK & staff.roles)
    return pages.show(
        "cash/receipt.html",
        receipt=found,
        is_at_desk=is_at_desk,
        list_page=_list_page(),
        next_url=url_for(".search") if is_at_desk else _next_of_list(found.household_id),
        may_annul=found.annulled_at is None
        and (found.collector is not None or Role.STATION_HEAD in staff.roles),
    )


def _found(household_id: UUID, unit: Unit) -> Statement:
    found = statements.statement(household_id, unit, current_staff())
    if found is None:
        abort(404)
    return found


def _list_page() -> dict[str, Any]:
    """Return which page of the list somebody came from, for the addresses that lead back."""
    return {name: request.args[name] for name in ("after", "settled") if name in request.args}


def _next_of_list(household_id: UUID) -> str | None:
    following = village_lists.next_open(household_id, own_unit(), current_staff())
    if following is None:
        return None
    return url_for(".household", household_id=following, **_list_page())


def _show_search(
    form: FindForm, found: Sequence[Found] | None = None, *, status: int = 200
) -> ResponseReturnValue:
    staff = current_staff()
    unit = unit_of(staff)
    taken = receipts.taken_today(unit, staff) if unit else ()
    return pages.show(
        "cash/search.html",
        status=status,
        form=form,
        unit=unit,
        found=found,
        taken=taken,
        total=sum(slip.amount for slip in taken if not slip.is_annulled),
    )


def _show_household(
    found: Statement, form: TakeForm, *, is_new_sum: bool = False, status: int = 200
) -> ResponseReturnValue:
    offered = form.offer(found)
    return pages.show(
        "cash/household.html",
        status=status,
        form=form,
        household=found,
        offered=offered,
        chosen_amount=sum(line.amount for line, is_chosen in offered if is_chosen),
        is_new_sum=is_new_sum,
        list_page=_list_page(),
        is_at_desk=bool(AT_THE_DESK & current_staff().roles),
    )
