"""The recovery codes of whoever is signed in: how many are left, and a new set."""

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.pages import show
from portal.staff import recovery
from portal.staff.forms import WrittenDownForm
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.signed_in import current_staff
from portal.staff.views.blueprint import blueprint, go


@blueprint.get("/recovery")
@staff_page()
def recovery_codes() -> ResponseReturnValue:
    """Show how many codes are left."""
    left = recovery.left(reads(), current_staff().staff_id)
    return show("staff/recovery_codes.html", left=left)


def _page(form: WrittenDownForm, codes: list[str], status: int = 200) -> Response:
    staff = current_staff()
    return show(
        "staff/new_recovery_codes.html",
        form=form,
        sealed=recovery.offer(staff, codes),
        codes=recovery.printed(codes),
        staff_name=staff.staff_name,
        status=status,
    )


@blueprint.get("/recovery/new")
@staff_page()
@require_fresh_staff
def new_recovery_codes() -> ResponseReturnValue:
    """Show a new set; the old one works until the new one is written down."""
    return _page(WrittenDownForm(formdata=None), recovery.new_set())


@blueprint.post("/recovery/new")
@staff_page()
@require_fresh_staff_for("staff.new_recovery_codes")
def keep_recovery_codes() -> ResponseReturnValue:
    """Let the new set count, and no earlier one."""
    staff = current_staff()
    try:
        codes = recovery.offered(staff, request.form.get("codes", ""))
    except RuleBroken:
        return go("staff.new_recovery_codes")
    form = WrittenDownForm()
    try:
        form.check()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(form, codes, 422)
    recovery.replace(staff, codes)
    flash(_("The new codes count from now on, the old ones do not"))
    return go("staff.recovery_codes")
