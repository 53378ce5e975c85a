"""What a clinician adds to a record, within what is open to them."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.patients import Patient, about_patient
from portal.access.policy import Permission
from portal.clinic.additions import queries as additions_queries
from portal.clinic.additions.dose_form import DoseForm
from portal.clinic.additions.forms import AdditionForm
from portal.clinic.additions.models import EntryKind
from portal.clinic.additions.page import row_of
from portal.clinic.additions.services import NEEDED, write
from portal.clinic.additions.values_form import ValuesForm
from portal.clinic.additions.visit_form import AdviceForm, VisitForm
from portal.clinic.blueprint import blueprint
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff

VISITS, DOSES = Permission.SEE_VISITS, Permission.SEE_DOSES


@blueprint.get("/patients/<uuid:person_id>/add")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD)
def additions(patient: Patient) -> ResponseReturnValue:
    """Show what may be added, and what this facility has added."""
    kinds = [kind for kind in EntryKind if patient.may(NEEDED[kind])]
    rows = additions_queries.entries_of(
        patient.id, kinds, facility_code=current_staff().facility_code, sight=patient.sight
    )
    return pages.show(
        "clinic/add.html",
        patient=patient,
        kinds=[(kind.label, url_for(f".add_{kind.value}", person_id=patient.id)) for kind in kinds],
        rows=[row_of(row) for row in rows],
        back_url=record_url(patient),
    )


@blueprint.get("/patients/<uuid:person_id>/add/values")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def add_values(patient: Patient) -> ResponseReturnValue:
    """Ask for measured values."""
    return _ask(patient, ValuesForm())


@blueprint.post("/patients/<uuid:person_id>/add/values")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def send_values(patient: Patient) -> ResponseReturnValue:
    """Write measured values."""
    return _send(patient, ValuesForm())


@blueprint.get("/patients/<uuid:person_id>/add/visit")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def add_visit(patient: Patient) -> ResponseReturnValue:
    """Ask about a visit."""
    return _ask(patient, VisitForm())


@blueprint.post("/patients/<uuid:person_id>/add/visit")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def send_visit(patient: Patient) -> ResponseReturnValue:
    """Write a visit."""
    return _send(patient, VisitForm())


@blueprint.get("/patients/<uuid:person_id>/add/advice")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def add_advice(patient: Patient) -> ResponseReturnValue:
    """Ask for advice alone."""
    return _ask(patient, AdviceForm())


@blueprint.post("/patients/<uuid:person_id>/add/advice")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=VISITS)
def send_advice(patient: Patient) -> ResponseReturnValue:
    """Write advice alone."""
    return _send(patient, AdviceForm())


@blueprint.get("/patients/<uuid:person_id>/add/dose")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=DOSES)
def add_dose(patient: Patient) -> ResponseReturnValue:
    """Ask about a dose."""
    form = DoseForm()
    form.start()
    return _ask(patient, form)


@blueprint.post("/patients/<uuid:person_id>/add/dose")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.ADD_TO_RECORD, needs=DOSES)
def send_dose(patient: Patient) -> ResponseReturnValue:
    """Write a dose."""
    return _send(patient, DoseForm())


def _ask(patient: Patient, form: AdditionForm) -> ResponseReturnValue:
    form.about(patient)
    return _show(patient, form)


def _send(patient: Patient, form: AdditionForm) -> ResponseReturnValue:
    form.about(patient)
    if not form.validate():
        return _show(patient, form, 422)
    key = form.form_key.data or ""
    try:
        write(patient, form.kind, form.typed(), form_key=key, by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(patient, form, 422)
    flash(_("Written into the record"))
    return redirect(url_for(".additions", person_id=patient.id), 303)


def _show(patient: Patient, form: AdditionForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        form.template,
        status=status,
        patient=patient,
        form=form,
        send_url=url_for(f".send_{form.kind.value}", person_id=patient.id),
        back_url=url_for(".additions", person_id=patient.id),
    )


def record_url(patient: Patient) -> str:
    """Return where the record is read; at the first step of an emergency there is only the card."""
    if patient.sections:
        return url_for("clinic.record", person_id=patient.id)
    return url_for("clinic.search")
