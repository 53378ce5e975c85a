"""Doses given and due, the report of a missing dose, and the certificate."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import config, current_resident
from portal.immunisation import presentation, queries, services
from portal.immunisation.forms import DoseReportForm
from portal.immunisation.plan import plan_of
from portal.kernel import clock, pages

blueprint = Blueprint("immunisation", __name__, url_prefix="/people/<uuid:person_id>/immunisations")


@blueprint.get("")
@about_person(Permission.SEE_DOSES)
def doses(subject: Subject) -> ResponseReturnValue:
    """Show what is needed, what comes and what was given."""
    rows = queries.doses_of(subject.id)
    plan = plan_of(subject.born, subject.sex, rows, today=clock.today(), area=config().station.area)
    return pages.show(
        "immunisation/doses.html",
        subject=subject,
        plan=presentation.page_of(plan),
        reports=presentation.reports(queries.open_reports_of(subject.id)),
        session=presentation.next_session(config().station, clock.today()),
    )


@blueprint.get("/report")
@about_person(Permission.REPORT_DOSE)
def report(subject: Subject) -> ResponseReturnValue:
    """Ask about a dose given elsewhere."""
    return _show_report(subject, _form(subject))


@blueprint.post("/report")
@about_person(Permission.REPORT_DOSE)
def send_report(subject: Subject) -> ResponseReturnValue:
    """Open a case for the dose."""
    form = _form(subject)
    if not form.validate():
        return _show_report(subject, form, 422)
    case = services.report_dose(subject, form.new_report(), by=current_resident())
    return redirect(url_for("cases.case", case_id=case.id), 303)


def _form(subject: Subject) -> DoseReportForm:
    form = DoseReportForm()
    form.born = subject.born.earliest
    return form


def _show_report(subject: Subject, form: DoseReportForm, status: int = 200) -> ResponseReturnValue:
    return pages.show("immunisation/report.html", status=status, subject=subject, form=form)
