"""Locking a shared computer, and unlocking it again."""

from flask import Response
from flask.typing import ResponseReturnValue

from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import services, sessions
from portal.staff.forms import StaffCodeForm
from portal.staff.guard import staff_page
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, entered, go

LEAVE_NO_PAGE = '"cache"'


@blueprint.post("/lock")
@staff_page(when_locked=True)
def lock() -> ResponseReturnValue:
    """Lock at once; pages the browser kept are forgotten."""
    sessions.lock(current_staff())
    response = go("staff.unlock")
    response.headers["Clear-Site-Data"] = LEAVE_NO_PAGE
    return response


def _page(form: StaffCodeForm, status: int = 200) -> Response:
    return show("staff/unlock.html", form=form, name=current_staff().name_with_title, status=status)


@blueprint.get("/unlock")
@staff_page(when_locked=True)
def unlock() -> ResponseReturnValue:
    """Ask the same person for a code, or offer the computer to another."""
    if not current_staff().locked:
        return go("staff.enter")
    return _page(StaffCodeForm(formdata=None))


@blueprint.post("/unlock")
@staff_page(when_locked=True)
def check_unlock() -> ResponseReturnValue:
    """Open the session to its owner."""
    form = StaffCodeForm()
    try:
        token = services.unlock(current_staff(), form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    return entered(go("staff.enter"), token)
