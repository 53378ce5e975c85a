"""Setting up an account with an activation code."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.public import public
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import activation
from portal.staff.activation import Ticket
from portal.staff.forms import ActivationForm, NewFactorsForm
from portal.staff.views.blueprint import blueprint, end_earlier, entered, go


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
        ticket = activation.begin(form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return _factors_page(NewFactorsForm(formdata=None), ticket)


@blueprint.post("/activate/factors")
@public
def set_factors() -> ResponseReturnValue:
    """Set both factors and sign in."""
    try:
        ticket = activation.opened(request.form.get("setup", ""))
    except RuleBroken:
        return go("staff.activate")
    form = NewFactorsForm()
    try:
        token = activation.finish(ticket, form.value(), browser.of(request))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _factors_page(form, ticket, 422)
    end_earlier()
    return entered(go("staff.enter"), token)
