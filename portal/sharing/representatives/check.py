"""Page 4 of 4: everything once more, and the yes."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission, Scope
from portal.accounts.fresh import is_fresh, require_fresh, to_confirm
from portal.accounts.signed_in import current_resident
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import rules, services
from portal.representation.models import RepresentationKind
from portal.representation.rules import Term
from portal.representation.services import NewRepresentation
from portal.sharing.representatives import presentation
from portal.sharing.representatives.draft import Naming
from portal.sharing.representatives.forms import CheckForm
from portal.sharing.representatives.lists import blueprint
from portal.sharing.representatives.steps import Step, acts_already, step_of

AGREE = "agree"


@blueprint.get("/people/<uuid:person_id>/representatives/new/<draft>/check")
@about_person(Permission.NAME_REPRESENTATIVE)
@require_fresh
def check(subject: Subject, draft: str) -> ResponseReturnValue:
    """Show everything once more, with two equal answers."""
    step = step_of(subject, draft, with_scopes=True)
    return _show_check(step, CheckForm(formdata=None))


@blueprint.post("/people/<uuid:person_id>/representatives/new/<draft>/check")
@about_person(Permission.NAME_REPRESENTATIVE)
def answer(subject: Subject, draft: str) -> ResponseReturnValue:
    """Write the yes down, once; all else is a no, needs no proof and leaves nothing behind."""
    form, listed = CheckForm(), url_for(".representatives", person_id=subject.id)
    if form.answer.data != AGREE:
        flash(_("Nobody was named"))
        return redirect(listed, 303)
    if not is_fresh():
        return to_confirm()
    step = step_of(subject, draft, with_scopes=True)
    if not acts_already(subject.id, step.chosen.id):
        try:
            _begin(subject, step.naming)
        except RuleBroken as refusal:
            form.refuse(refusal)
            return _show_check(step, form, 422)
    flash(_("%(name)s now acts for this record", name=step.chosen.full_name))
    return redirect(listed, 303)


def _begin(subject: Subject, naming: Naming) -> None:
    services.begin(
        NewRepresentation(
            person_id=subject.id,
            representative_id=naming.representative_id,
            kind=RepresentationKind.DELEGATE,
            sees=Scope.SEE in naming.scopes,
            consents=Scope.CONSENT in naming.scopes,
            pays=Scope.PAY in naming.scopes,
            ends_at=rules.end_of_term(_term(naming).months, clock.now()),
        ),
        by=current_resident().actor,
        basis=subject.basis,
    )


def _show_check(step: Step, form: CheckForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "sharing/representative_check.html",
        status=status,
        form=form,
        may=presentation.may(step.naming.scopes),
        sees=Scope.SEE in step.naming.scopes,
        until=presentation.end_of(_term(step.naming)),
        step=step,
    )


def _term(naming: Naming) -> Term:
    if naming.term is None:
        abort(404)
    return naming.term
