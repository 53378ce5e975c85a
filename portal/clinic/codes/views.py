"""A code from the patient's phone, typed or scanned at the desk."""

from flask import Response
from flask.typing import ResponseReturnValue

from portal.clinic.blueprint import blueprint, go
from portal.clinic.codes import grants as code_grants
from portal.clinic.codes.forms import CodeForm
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff


@blueprint.get("/codes")
@staff_page(Role.CLINICIAN)
def codes() -> ResponseReturnValue:
    """Ask for the code."""
    return _show(CodeForm(formdata=None))


@blueprint.post("/codes")
@staff_page(Role.CLINICIAN)
def use_code() -> ResponseReturnValue:
    """Open what the code names, until midnight."""
    form = CodeForm()
    try:
        person_id = code_grants.desk_code(form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form, 422)
    return go("clinic.record", person_id=person_id)


def _show(form: CodeForm, status: int = 200) -> Response:
    return show("clinic/codes.html", status=status, form=form)
