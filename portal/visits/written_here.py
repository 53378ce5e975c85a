"""Visits and advice that a clinician writes down here; corrected on top, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.kinds import Sensitivity, Source
from portal.staff.signed_in import SignedInStaff
from portal.visits.kept_apart import (
    class_of_codes,
    codes_never_stored,
    names_register,
    sensitivity_of_code,
)
from portal.visits.kinds import DiagnosisRole
from portal.visits.models import Appointment, Diagnosis, Encounter

CONSULTATION, ADVICE = "01", "advice"


@dataclass(frozen=True, kw_only=True)
class TypedDiagnosis:
    """A code of ICD-10, words, or both."""

    icd10: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TypedVisit:
    """A visit as typed; the first diagnosis is the main one, `kept_apart` what was ticked."""

    care_class: str
    reason: str = ""
    diagnoses: Sequence[TypedDiagnosis] = ()
    treatment: str = ""
    advice: str = ""
    come_back_on: date | None = None
    kept_apart: Sensitivity = Sensitivity.NONE

    @property
    def codes(self) -> Sequence[str]:
        return [one.icd10 for one in self.diagnoses if one.icd10]

    @property
    def sensitivity(self) -> Sensitivity:
        """What was ticked, or what the codes tell by themselves."""
        if self.kept_apart is not Sensitivity.NONE:
            return self.kept_apart
        return class_of_codes(self.codes)[0]

    @property
    def is_of_a_register(self) -> bool:
        """Say whether it speaks of what is never stored here (HIV, induced abortion)."""
        texts = (self.reason, self.treatment, self.advice, *(one.name for one in self.diagnoses))
        return codes_never_stored(self.codes) or any(names_register(text) for text in texts)


def write_visit(
    person_id: UUID,
    typed: TypedVisit,
    new_id: UUID,
    *,
    by: SignedInStaff,
    replaces: UUID | None = None,
) -> None:
    """Write a visit, or a better version of one, under a new id.

    Raise RuleBroken when it speaks of a register that is never stored, or when somebody
    has corrected the older version meanwhile.
    """
    if typed.is_of_a_register:
        raise RuleBroken(_("This belongs in the register of its programme, not here"))
    before = _retire(replaces) if replaces else None
    visit = Encounter(
        id=new_id,
        person_id=person_id,
        facility_code=before.facility_code if before else by.facility_code,
        external_id=before.external_id if before else f"portal-{uuid4().hex}",
        content_hash=crypto.mac("encounter", str(person_id), repr(typed)),
        care_class=typed.care_class,
        started_at=before.started_at if before else clock.now(),
        reason=typed.reason or None,
        treatment=typed.treatment or None,
        advice=typed.advice or None,
        clinician=by.name_with_title,
        sensitivity=typed.sensitivity,
        replaces_id=replaces,
        source=Source.STATION,
        recorded_on=clock.today(),
        recorded_by=by.name_with_title,
    )
    session.add(visit)
    session.flush()  # the parts point here
    _add_parts(visit, typed)


def _retire(visit_id: UUID) -> Encounter:
    before = session.get_one(Encounter, visit_id, with_for_update=True)
    if before.replaced_at is not None:
        raise RuleBroken(_("Somebody has corrected this meanwhile. Open it again"))
    before.replaced_at = clock.now()
    session.flush()  # one version is in force at a time
    return before


def _add_parts(visit: Encounter, typed: TypedVisit) -> None:
    session.add_all(
        Diagnosis(
            encounter_id=visit.id,
            position=max(place - 1, 0),
            role=DiagnosisRole.SECONDARY if place else DiagnosisRole.MAIN,
            icd10=one.icd10 or None,
            name=one.name or None,
            sensitivity=sensitivity_of_code(one.icd10),
        )
        for place, one in enumerate(typed.diagnoses)
    )
    if typed.come_back_on is not None:
        session.add(
            Appointment(
                encounter_id=visit.id,
                person_id=visit.person_id,
                position=0,
                due_on=typed.come_back_on,
                facility_code=visit.facility_code,
            )
        )


def visit_written(visit_id: UUID) -> TypedVisit:
    """Return a visit as it was typed, to fill in the form again."""
    visit = session.get_one(Encounter, visit_id)
    diagnoses = session.scalars(
        sa.select(Diagnosis)
        .where(Diagnosis.encounter_id == visit_id)
        .order_by(Diagnosis.role, Diagnosis.position)
    )
    come_back_on = session.scalar(
        sa.select(Appointment.due_on).where(Appointment.encounter_id == visit_id)
    )
    codes = [TypedDiagnosis(icd10=one.icd10 or "", name=one.name or "") for one in diagnoses]
    return TypedVisit(
        care_class=visit.care_class or CONSULTATION,
        reason=visit.reason or "",
        diagnoses=codes,
        treatment=visit.treatment or "",
        advice=visit.advice or "",
        come_back_on=come_back_on,
        kept_apart=visit.sensitivity,
    )
