"""Writing into a record, on top of what is there: once a form, with its line in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.access.patients import Patient
from portal.access.policy import Permission
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.clinic.additions.models import EntryKind, WrittenEntry
from portal.clinic.additions.queries import EntryRow
from portal.immunisation import written_here as doses
from portal.immunisation.queries import doses_of
from portal.immunisation.written_here import TypedDose
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.measurements import written_here as measurements
from portal.measurements.written_here import Values
from portal.staff.signed_in import SignedInStaff
from portal.visits import written_here as visits
from portal.visits.written_here import TypedVisit

Typed = Values | TypedVisit | TypedDose
NEEDED: Mapping[EntryKind, Permission] = {
    EntryKind.VALUES: Permission.SEE_VISITS,
    EntryKind.VISIT: Permission.SEE_VISITS,
    EntryKind.ADVICE: Permission.SEE_VISITS,
    EntryKind.DOSE: Permission.SEE_DOSES,
}
_OBJECTS = {EntryKind.VALUES: "values", EntryKind.DOSE: "dose"}


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The entry that is corrected, and why."""

    of: EntryRow
    reason: str


def write(
    patient: Patient,
    kind: EntryKind,
    typed: Typed,
    *,
    form_key: str,
    by: SignedInStaff,
    correction: Correction | None = None,
) -> UUID:
    """Write what was typed and return its entry; the same form twice is one.

    Raise RuleBroken when the thing itself refuses it, or when somebody has corrected the
    same entry meanwhile.
    """
    before = _sent_with(form_key, by)
    if before is not None:
        return before
    entry = _entry(patient, kind, form_key, by, correction)
    try:
        with session.begin_nested():  # the same form may arrive twice at this moment
            session.add(entry)
    except IntegrityError:
        before = _sent_with(form_key, by)
        if before is None:
            raise RuleBroken(_("Somebody has corrected this meanwhile. Open it again")) from None
        return before
    old_id = correction.of.object_id if correction else None
    _WRITERS[kind](patient, typed, entry.object_id, by, old_id)
    _write_down(patient, entry, by)
    return entry.id


def _sent_with(form_key: str, by: SignedInStaff) -> UUID | None:
    return session.scalar(
        sa.select(WrittenEntry.id).where(
            WrittenEntry.staff_id == by.staff_id, WrittenEntry.form_key == form_key
        )
    )


def _entry(
    patient: Patient,
    kind: EntryKind,
    form_key: str,
    by: SignedInStaff,
    correction: Correction | None,
) -> WrittenEntry:
    return WrittenEntry(
        id=uuid4(),
        person_id=patient.id,
        kind=kind,
        object_id=uuid4(),
        staff_id=by.staff_id,
        facility_code=by.facility_code,
        form_key=form_key,
        written_at=clock.now(),
        replaces_id=correction.of.id if correction else None,
        reason=correction.reason if correction else None,
    )


def _values(
    patient: Patient, typed: Values, new_id: UUID, by: SignedInStaff, old_id: UUID | None
) -> None:
    old = measurements.retire_values(patient.id, old_id) if old_id else None
    measurements.write_values(patient.id, typed, new_id, by=by, replaces=old)


def _visit(
    patient: Patient, typed: TypedVisit, new_id: UUID, by: SignedInStaff, old_id: UUID | None
) -> None:
    visits.write_visit(patient.id, typed, new_id, by=by, replaces=old_id)


def _dose(
    patient: Patient, typed: TypedDose, new_id: UUID, by: SignedInStaff, old_id: UUID | None
) -> None:
    others = doses.without(doses_of(patient.id), old_id)
    area = config().station.area
    doses.ask_about(typed, others, born=patient.born, sex=patient.sex, area=area)
    doses.write_dose(patient.id, typed, new_id, by=by, replaces=old_id)


_WRITERS: Mapping[EntryKind, Callable[[Patient, Any, UUID, SignedInStaff, UUID | None], None]] = {
    EntryKind.VALUES: _values,
    EntryKind.VISIT: _visit,
    EntryKind.ADVICE: _visit,
    EntryKind.DOSE: _dose,
}


def _write_down(patient: Patient, entry: WrittenEntry, by: SignedInStaff) -> None:
    permission = NEEDED[entry.kind]
    ground = patient.grounds[permission]
    trail.record(
        Line(
            event=Event.RECORD_CORRECTED if entry.replaces_id else Event.RECORD_ADDED,
            about=patient.id,
            by=by.actor,
            basis=ground.basis,
            section=permission.value,
            object_ref=f"{_OBJECTS.get(entry.kind, 'encounter')}:{entry.object_id}",
            ground_ref=ground.ref,
        )
    )


def written(patient: Patient, entry: EntryRow) -> Typed:
    """Return what an entry says, to fill in its form again."""
    if entry.kind is EntryKind.VALUES:
        return measurements.values_written(patient.id, entry.object_id)
    if entry.kind is EntryKind.DOSE:
        return doses.dose_written(entry.object_id)
    return visits.visit_written(entry.object_id)
