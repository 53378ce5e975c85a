"""Reporting what is wrong, and seeing how far the station is with it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person, admit
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.cases import presentation, queries, rules, services
from portal.cases.forms import FORMS, DisputeForm
from portal.cases.queries import Look
from portal.cases.services import NewCase
from portal.cases.subjects import CaseSubject, Topic, parse
from portal.kernel import pages
from portal.people.kinds import Sensitivity

blueprint = Blueprint("cases", __name__)


@blueprint.get("/people/<uuid:person_id>/disputes/new")
@about_person(Permission.DISPUTE_FACT)
def dispute(subject: Subject) -> ResponseReturnValue:
    """Ask what is right."""
    about, look = _about(subject)
    return _show(subject, about, look, _form(about))


@blueprint.post("/people/<uuid:person_id>/disputes/new")
@about_person(Permission.DISPUTE_FACT)
def send_dispute(subject: Subject) -> ResponseReturnValue:
    """Open the case, once however often it is sent."""
    about, look = _about(subject)
    form = _form(about)
    if not form.validate():
        return _show(subject, about, look, form, status=422)
    new = NewCase(
        person_id=subject.id,
        kind=about.kind,
        subject=about.reference,
        says=form.says.data or "",
        knows_from=form.knows_from.data or None,
        form_key=form.form_key.data or "",
    )
    opened = services.open_case(new, by=current_resident(), basis=subject.basis)
    return redirect(url_for(".case", case_id=opened.id), 303)


@blueprint.get("/cases")
def mine() -> ResponseReturnValue:
    """List the cases the asker has opened, with how far each is; nothing of what they say."""
    return pages.show(
        "cases/mine.html",
        cases=queries.opened_by(current_resident().account_id),
        tones=presentation.TONES,
    )


@blueprint.get("/cases/<uuid:case_id>")
def case(case_id: UUID) -> ResponseReturnValue:
    """Show one case, and the others the asker has opened."""
    found = queries.case(case_id)
    if found is None:
        abort(404)
    asker, about = current_resident(), parse(found.subject)
    subject = admit(
        found.person_id,
        Permission.DISPUTE_FACT,
        object_ref=f"case:{found.id}",
        sensitive=rules.is_private(
            private_part=about is not None and about.is_private,
            opened_by_asker=found.opened_by == asker.account_id,
        ),
    )
    return pages.show(
        "cases/case.html",
        case=found,
        about=about.topic.label if about else found.kind.label,
        steps=presentation.steps_of(found),
        tones=presentation.TONES,
        back_url=presentation.page_of(about.topic if about else None, subject.id),
        others=[line for line in queries.opened_by(asker.account_id) if line.id != found.id],
    )


def _about(subject: Subject) -> tuple[CaseSubject, Look | None]:
    """Read what the report is about; anything else does not exist."""
    about = parse(request.args.get("about", ""))
    if about is None or _is_out_of_sight(about, subject):
        abort(404)
    if about.line is None and not about.was_absent:
        return about, None
    look = _look(about, subject)
    if look is None or (about.was_absent and not look.is_at_a_visit):
        abort(404)
    return about, look


def _is_out_of_sight(about: CaseSubject, subject: Subject) -> bool:
    return about.topic is Topic.B7 and not subject.sight.shows(Sensitivity.REPRODUCTIVE)


def _look(about: CaseSubject, subject: Subject) -> Look | None:
    """Return the line a report is about; a visit is known by the reader's own look at it."""
    if about.visit is not None:
        return queries.look_at_visit(about.visit, subject, current_resident().person_id)
    return queries.look(about.line, subject) if about.line is not None else None


def _form(about: CaseSubject) -> DisputeForm:
    form = FORMS[about.kind]()
    form.keep_key()
    return form


def _show(
    subject: Subject, about: CaseSubject, look: Look | None, form: DisputeForm, status: int = 200
) -> ResponseReturnValue:
    return pages.show(
        "cases/dispute.html",
        status=status,
        subject=subject,
        about=about,
        look=look,
        asked=presentation.ASKED[about.kind],
        form=form,
        send_url=url_for(".send_dispute", person_id=subject.id, about=about.address),
        back_url=presentation.page_of(about.topic, subject.id),
    )
