"""Asking again who is there, before a page that needs a fresh proof."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import services
from portal.staff.forms import StaffCodeForm
from portal.staff.guard import is_fresh, known_target, staff_page
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, entered


def _on() -> Response:
    return Response(status=303, headers={"Location": known_target(request.args.get("to"))})


def _page(form: StaffCodeForm, status: int = 200) -> Response:
    action = url_for("staff.check_confirm", to=known_target(request.args.get("to")))
    return show("staff/confirm.html", form=form, action=action, status=status)


@blueprint.get("/confirm")
@staff_page()
def confirm() -> ResponseReturnValue:
    """Ask for a code of the member's own authenticator."""
    return _on() if is_fresh() else _page(StaffCodeForm(formdata=None))


@blueprint.post("/confirm")
@staff_page()
def check_confirm() -> ResponseReturnValue:
    """Go on where the code is right."""
    form = StaffCodeForm()
    try:
        token = services.confirm(current_staff(), form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return entered(_on(), token)
