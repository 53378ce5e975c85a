"""Setting up an account with an activation code."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import activation, recovery
from portal.staff.activation import Choice, Ticket
from portal.staff.forms import ActivationForm, NewFactorsForm, WrittenDownForm
from portal.staff.views.blueprint import (
    blueprint,
    end_earlier,
    entered_with_password,
    go,
)


def _page(form: ActivationForm, status: int = 200) -> Response:
    return show("staff/activate.html", form=form, status=status)


def _factors_page(form: NewFactorsForm, ticket: Ticket, status: int = 200) -> Response:
    setup = ticket.setup
    return show(
        "staff/factors.html", form=form, setup=setup, staff_name=ticket.staff_name, status=status
    )


@blueprint.get("/activate")
@public
def activate() -> ResponseReturnValue:
    """Ask for staff name and activation code."""
    return _page(ActivationForm(formdata=None))


@blueprint.post("/activate")
@public
def check_activation() -> ResponseReturnValue:
    """Show the page that sets password and authenticator."""
    form = ActivationForm()
    try:
        ticket = activation.begin(form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return _factors_page(NewFactorsForm(formdata=None), ticket)


@blueprint.post("/activate/factors")
@public
def set_factors() -> ResponseReturnValue:
    """Check both factors, and show the recovery codes."""
    try:
        ticket = activation.opened(request.form.get("setup", ""))
    except RuleBroken:
        return go("staff.activate")
    form = NewFactorsForm()
    try:
        choice = activation.choose(ticket, form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _factors_page(form, ticket, 422)
    return _codes_page(WrittenDownForm(formdata=None), choice)


def _codes_page(form: WrittenDownForm, choice: Choice, status: int = 200) -> Response:
    return show(
        "staff/first_recovery_codes.html",
        form=form,
        sealed=choice.sealed,
        codes=recovery.printed(choice.codes),
        staff_name=choice.ticket.staff_name,
        status=status,
    )


@blueprint.post("/activate/codes")
@public
def set_codes() -> ResponseReturnValue:
    """Set password, app and recovery codes, and sign in."""
    try:
        choice = activation.chosen(request.form.get("codes", ""))
    except RuleBroken:
        return go("staff.activate")
    form = WrittenDownForm()
    try:
        form.check()
        keys = activation.finish(choice, browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _codes_page(form, choice, 422)
    return entered_with_password(end_earlier(go("staff.enter")), keys)
