"""Locking a shared computer; unlocking it, for the same person or for the next."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff import left_page, services, sessions, switching
from portal.staff.forms import UnlockForm, Unlocking
from portal.staff.guard import staff_page
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, entered, go, handed_over

LEAVE_NO_PAGE = '"cache"'


@blueprint.post("/lock")
@staff_page(when_locked=True)
def lock() -> ResponseReturnValue:
    """Lock at once; pages the browser kept are forgotten."""
    sessions.lock(current_staff())
    response = go("staff.unlock", to=request.args.get("to"))
    response.headers["Clear-Site-Data"] = LEAVE_NO_PAGE
    return response


def _page(form: UnlockForm, status: int = 200) -> Response:
    staff = current_staff()
    others = switching.colleagues(staff, browser.of(request))
    people = [(staff.staff_id, staff.name_with_title)]
    people += [(other.staff_id, other.name_with_title) for other in others]
    action = url_for("staff.check_unlock", to=request.args.get("to"))
    return show(
        "staff/unlock.html",
        form=form.offer(people),
        name=staff.name_with_title,
        shared=bool(others),
        action=action,
        back=url_for("staff.back", to=request.args.get("to")),
        status=status,
    )


@blueprint.get("/unlock")
@staff_page(when_locked=True, renews=False)
def unlock() -> ResponseReturnValue:
    """Ask who is there now and for their code; of what was open before, show nothing.

    A page left alone comes here by itself while another tab is in use: it waits, and keeps
    no session alive.
    """
    if current_staff().locked:
        return _page(UnlockForm(formdata=None))
    back = url_for("staff.back", to=request.args.get("to"))
    return show("staff/left_alone.html", name=current_staff().name_with_title, back=back)


@blueprint.get("/back")
@staff_page()
def back() -> ResponseReturnValue:
    """Go on where this tab was."""
    return _back()


def _back() -> Response:
    """Lead to the page this member left."""
    target = left_page.opened(current_staff(), request.args.get("to"))
    return Response(status=303, headers={"Location": target})


@blueprint.post("/unlock")
@staff_page(when_locked=True)
def check_unlock() -> ResponseReturnValue:
    """Open the session to its owner, or a session of their own to a colleague."""
    form = UnlockForm()
    try:
        return _enter(form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, 422)


def _enter(typed: Unlocking) -> Response:
    staff = current_staff()
    if typed.staff_id in (None, staff.staff_id):
        return entered(_back(), services.unlock(staff, typed.code))
    token = switching.switch(staff, typed, browser.of(request))
    return entered(handed_over(go("staff.enter")), token)
