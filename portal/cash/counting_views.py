"""The end of a collector's day, the way to the bank, and all collectors before the head."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cash import boxes, days, depositing, handovers
from portal.cash.blueprint import blueprint
from portal.cash.bounds import COLLECTORS, own_unit, unit_of
from portal.cash.forms import DayForm, DepositForm
from portal.cash.in_hand import InHand, in_hand
from portal.kernel import clock, formats, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.signed_in import current_staff


@blueprint.get("/cash/day")
@staff_page(*COLLECTORS)
def day() -> ResponseReturnValue:
    """Show what this member should hold, and the days they closed."""
    return _show_day(DayForm(formdata=None))


@blueprint.post("/cash/day")
@staff_page(*COLLECTORS)
def close_day() -> ResponseReturnValue:
    """Write down what was counted today."""
    form, unit = DayForm(), own_unit()
    try:
        counted, note = form.value()
        days.close(counted, note, unit.id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_day(form, status=422)
    flash(_("The day is closed"))
    return redirect(url_for(".day"), 303)


@blueprint.get("/desk/cash/deposits")
@staff_page(*AT_THE_DESK)
def deposits() -> ResponseReturnValue:
    """Show what went to the bank."""
    return _show_deposits(DepositForm(formdata=None))


@blueprint.post("/desk/cash/deposits")
@staff_page(*AT_THE_DESK)
def deposit() -> ResponseReturnValue:
    """Write down that cash went to the bank."""
    form, unit = DepositForm(), own_unit()
    try:
        amount, bank_slip = form.value()
        depositing.deposit(amount, bank_slip, unit.id, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_deposits(form, status=422)
    flash(_("Written down. The bank's statement shows it later"))
    return redirect(url_for(".deposits"), 303)


@blueprint.get("/desk/cash/collectors")
@staff_page(Role.STATION_HEAD)
def collectors() -> ResponseReturnValue:
    """Show the head what every collector of the commune holds."""
    unit = unit_of(current_staff())
    rows = boxes.collectors(unit.id) if unit else ()
    return pages.show(
        "cash/collectors.html",
        collectors=rows,
        total=sum(row.held for row in rows),
        handovers=handovers.all_handovers(unit.id) if unit else (),
    )


def _show_day(form: DayForm, *, status: int = 200) -> ResponseReturnValue:
    staff = current_staff()
    unit = unit_of(staff)
    closed = days.days_of(unit.id, staff.staff_id) if unit else ()
    return pages.show(
        "cash/day.html",
        status=status,
        form=form,
        held=boxes.held(unit.id, staff.staff_id) if unit else 0,
        days=closed,
        is_closed=any(one.day == clock.today() for one in closed),
        today=clock.today(),
    )


def _show_deposits(form: DepositForm, *, status: int = 200) -> ResponseReturnValue:
    staff = current_staff()
    unit = unit_of(staff)
    cash = in_hand(unit.id, staff.staff_id) if unit else InHand()
    if form.amount.data is None and cash.free:
        form.amount.data = formats.number(cash.free, language=current_language())
    return pages.show(
        "cash/deposits.html",
        status=status,
        form=form,
        cash=cash,
        deposits=depositing.deposits_of(unit.id) if unit else (),
    )
