"""Opening a record without asking: the interruption, the card of six facts, the rest."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort, url_for
from flask.typing import ResponseReturnValue

from portal.access.patients import Patient, about_patient
from portal.access.policy import Permission
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.heads import head_from, head_hash, head_position
from portal.audit.trail import Line
from portal.clinic.blueprint import blueprint, go
from portal.clinic.emergency_forms import EmergencyForm
from portal.clinic.naming import note_named
from portal.clinic.time_left import time_left
from portal.emergency import queries, services
from portal.emergency.queries import Running
from portal.emergency.services import NewOpening
from portal.kernel import clock, pages
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.people.models import Person
from portal.record.emergency import SIGHT, card_of
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.services import confirm_totp
from portal.staff.signed_in import current_staff
from portal.visits.medicines import current_medicines

_PATIENT = sa.select(
    Person.id,
    Person.full_name,
    Person.sex,
    Person.birth_date,
    head_position(Person.id).label("head_position"),
    head_hash(Person.id).label("head_hash"),
).where(
    Person.id == sa.bindparam("person_id"),
    Person.deceased_on.is_(None),
    Person.merged_into.is_(None),
)


@blueprint.get("/patients/<uuid:person_id>/emergency")
@staff_page(Role.CLINICIAN)
def emergency(person_id: UUID) -> ResponseReturnValue:
    """Say what will happen, and ask why."""
    found = _patient(person_id)
    if queries.running(person_id, current_staff().staff_id, clock.now()):
        return go("clinic.emergency_card", person_id=person_id)
    return _ask(found, EmergencyForm(formdata=None))


@blueprint.post("/patients/<uuid:person_id>/emergency")
@staff_page(Role.CLINICIAN)
def open_emergency(person_id: UUID) -> ResponseReturnValue:
    """Open the card, write it down, and tell the resident at once."""
    found, staff, form = _patient(person_id), current_staff(), EmergencyForm()
    if queries.running(person_id, staff.staff_id, clock.now()):
        return go("clinic.emergency_card", person_id=person_id)
    try:
        typed = form.value()
        new = NewOpening(person_id=person_id, reason=typed.reason, explanation=typed.explanation)
        services.check(new, by=staff)
        confirm_totp(staff, typed.code)
        services.open_record(new, by=staff)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _ask(found, form, status=422)
    return go("clinic.emergency_card", person_id=person_id)


@blueprint.get("/patients/<uuid:person_id>/emergency/card")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.SEE_EMERGENCY_CARD)
def emergency_card(patient: Patient) -> ResponseReturnValue:
    """Show the six facts, with the time that is left."""
    running, today, now = _running(patient), clock.today(), clock.now()
    medicines = [one.words for one in current_medicines(patient.id, SIGHT, today)]
    return pages.show(
        "clinic/emergency_card.html",
        patient=patient,
        opening=running,
        card=card_of(patient.id, today, medicines=medicines),
        left=time_left(running.opened_at, running.closes_at, now),
    )


@blueprint.post("/patients/<uuid:person_id>/emergency/rest")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.SEE_EMERGENCY_CARD)
def widen_emergency(patient: Patient) -> ResponseReturnValue:
    """Take the second step: the ordinary parts of the record."""
    services.widen(_running(patient).id, by=current_staff())
    return go("clinic.record", person_id=patient.id)


@blueprint.post("/patients/<uuid:person_id>/emergency/close")
@staff_page(Role.CLINICIAN)
@about_patient(Permission.SEE_EMERGENCY_CARD)
def close_emergency(patient: Patient) -> ResponseReturnValue:
    """Close it before its time."""
    services.close(_running(patient).id, by=current_staff())
    return go("clinic.search")


def _running(patient: Patient) -> Running:
    if patient.emergency is None:
        abort(403)
    return patient.emergency


def _patient(person_id: UUID) -> Any:
    """Return whom it is about, with the line that says so; 403 as for a closed record."""
    found = reads().execute(_PATIENT, {"person_id": person_id}).one_or_none()
    if found is None:
        trail.note(
            Line(
                event=Event.ACCESS_REFUSED,
                permitted=False,  # about nobody: no chain begins for an id somebody made up
                by=current_staff().actor,
                section="emergency",
            )
        )
        abort(403)
    heads = {person_id: head_from(found.head_position, found.head_hash)}
    note_named(person_id, by=current_staff(), heads=heads)
    return found


def _ask(found: Any, form: EmergencyForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "clinic/emergency.html",
        status=status,
        form=form,
        patient=found,
        send_url=url_for(".open_emergency", person_id=found.id),
        back_url=url_for("clinic.search"),
    )
