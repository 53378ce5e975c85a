"""Reporting a dose that the record does not have."""

from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from portal.access.gate import Subject
from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.cases.models import CaseKind, ServiceCase
from portal.cases.services import NewCase, open_case
from portal.immunisation.models import DoseReport
from portal.immunisation.vaccines import VACCINES
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """A dose as the family tells it."""

    vaccine_code: str
    given: PartialDate
    place: str
    has_paper: bool
    form_key: str


def report_dose(subject: Subject, new: NewReport, *, by: SignedIn) -> ServiceCase:
    """Open a case about a missing dose and keep what was told; the same form twice is one.

    The dose never counts as given: the station checks it and writes it down.
    """
    case = open_case(
        NewCase(
            person_id=subject.id,
            kind=CaseKind.MISSING_DOSE,
            subject="C",
            says=f"{VACCINES[new.vaccine_code].name.vi}, {new.place}",
            knows_from=None,
            form_key=new.form_key,
        ),
        by=by,
        basis=subject.basis,
    )
    known = session.scalar(sa.select(DoseReport.id).where(DoseReport.case_id == case.id))
    if known is None:
        _keep(subject, new, case, by)
    return case


def _keep(subject: Subject, new: NewReport, case: ServiceCase, by: SignedIn) -> None:
    session.add(
        DoseReport(
            id=uuid4(),
            person_id=subject.id,
            case_id=case.id,
            vaccine_code=new.vaccine_code,
            given_on=new.given.day,
            given_precision=new.given.precision,
            place=new.place,
            has_paper=new.has_paper,
            reported_by=by.account_id,
            reported_at=clock.now(),
        )
    )
    trail.record(
        Line(
            event=Event.DOSE_REPORTED,
            about=subject.id,
            by=by.actor,
            basis=subject.basis,
            section="doses",
            object_ref=f"case:{case.id}",
        )
    )
