"""Correcting what one's own facility wrote: the same form again, and why."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.patients import Patient, admit_patient
from portal.access.policy import Permission
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.clinic.additions import queries as additions_queries
from portal.clinic.additions.dose_form import DoseForm
from portal.clinic.additions.forms import AdditionForm
from portal.clinic.additions.models import EntryKind
from portal.clinic.additions.page import row_of
from portal.clinic.additions.queries import EntryRow
from portal.clinic.additions.services import NEEDED, Correction, write, written
from portal.clinic.additions.values_form import ValuesForm
from portal.clinic.additions.visit_form import AdviceForm, VisitForm
from portal.clinic.blueprint import blueprint
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff
from portal.visits.queries import versions_of

FORMS: Mapping[EntryKind, type[AdditionForm]] = {
    form.kind: form for form in (ValuesForm, VisitForm, AdviceForm, DoseForm)
}
_OF_VISITS = (EntryKind.VISIT, EntryKind.ADVICE)


@blueprint.get("/additions/<uuid:entry_id>/correct")
@staff_page(Role.CLINICIAN)
def correct_addition(entry_id: UUID) -> ResponseReturnValue:
    """Show an entry in its form again; what was corrected since leads to what stands now."""
    entry, patient = _admit(entry_id)
    if not entry.is_newest:
        return redirect(url_for(".additions", person_id=patient.id), 303)
    form = FORMS[entry.kind]()
    form.about(patient, correcting=True)
    form.fill(written(patient, entry))
    return _show(patient, entry, form)


@blueprint.post("/additions/<uuid:entry_id>/correct")
@staff_page(Role.CLINICIAN)
def send_correction(entry_id: UUID) -> ResponseReturnValue:
    """Write the better version on top."""
    entry, patient = _admit(entry_id)
    form = FORMS[entry.kind]()
    form.about(patient, correcting=True)
    if not form.validate():
        return _show(patient, entry, form, 422)
    correction = Correction(of=entry, reason=form.why.data or "")
    key, by = form.form_key.data or "", current_staff()
    try:
        write(patient, entry.kind, form.typed(), form_key=key, by=by, correction=correction)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(patient, entry, form, 422)
    flash(_("Corrected. The old version stays in the record"))
    return redirect(url_for(".additions", person_id=patient.id), 303)


def _admit(entry_id: UUID) -> tuple[EntryRow, Patient]:
    """Let in those who may read the entry and whose facility wrote it; else answer 403."""
    staff = current_staff()
    entry = additions_queries.entry(entry_id, facility_code=staff.facility_code)
    reference = f"entry:{entry_id}"
    if entry is None or not entry.is_own:
        trail.note(
            Line(
                event=Event.ACCESS_REFUSED,
                permitted=False,
                about=entry.person_id if entry else None,
                by=staff.actor,
                section=Permission.ADD_TO_RECORD.value,
                object_ref=reference,
            )
        )
        abort(403)
    is_visit = entry.kind in _OF_VISITS
    patient = admit_patient(
        entry.person_id,
        (NEEDED[entry.kind], Permission.ADD_TO_RECORD),
        object_ref=reference,
        classes=versions_of(entry.object_id).classes if is_visit else frozenset(),
        needs=NEEDED[entry.kind],
    )
    return entry, patient


def _show(
    patient: Patient, entry: EntryRow, form: AdditionForm, status: int = 200
) -> ResponseReturnValue:
    return pages.show(
        form.template,
        status=status,
        patient=patient,
        form=form,
        corrected=row_of(entry),
        send_url=url_for(".send_correction", entry_id=entry.id),
        back_url=url_for(".additions", person_id=patient.id),
    )
