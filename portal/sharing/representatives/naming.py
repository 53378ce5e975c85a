"""Pages 2 and 3 of 4: what they may do, and until when."""

from dataclasses import replace

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.representation.rules import Term
from portal.sharing.representatives import presentation
from portal.sharing.representatives.forms import ScopesForm, TermForm
from portal.sharing.representatives.lists import blueprint
from portal.sharing.representatives.steps import Step, address, step_of


@blueprint.get("/people/<uuid:person_id>/representatives/new/<draft>/rights")
@about_person(Permission.NAME_REPRESENTATIVE)
def scopes(subject: Subject, draft: str) -> ResponseReturnValue:
    """Ask what they may do; nothing is ticked that the resident did not tick."""
    step = step_of(subject, draft)
    form = ScopesForm(formdata=None, scopes=[scope.value for scope in step.naming.scopes])
    return _show_scopes(step, form)


@blueprint.post("/people/<uuid:person_id>/representatives/new/<draft>/rights")
@about_person(Permission.NAME_REPRESENTATIVE)
def choose_scopes(subject: Subject, draft: str) -> ResponseReturnValue:
    """Go on with what is ticked."""
    step = step_of(subject, draft)
    form = ScopesForm()
    try:
        ticked = form.value()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_scopes(step, form, 422)
    return redirect(address(".term", subject, replace(step.naming, scopes=ticked)), 303)


def _show_scopes(step: Step, form: ScopesForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "sharing/representative_scopes.html",
        status=status,
        form=form,
        scopes=presentation.scope_choices(),
        step=step,
    )


@blueprint.get("/people/<uuid:person_id>/representatives/new/<draft>/time")
@about_person(Permission.NAME_REPRESENTATIVE)
def term(subject: Subject, draft: str) -> ResponseReturnValue:
    """Ask until when."""
    step = step_of(subject, draft, with_scopes=True)
    form = TermForm(formdata=None, term=step.naming.term)
    return _show_term(step, form.label())


@blueprint.post("/people/<uuid:person_id>/representatives/new/<draft>/time")
@about_person(Permission.NAME_REPRESENTATIVE)
def choose_term(subject: Subject, draft: str) -> ResponseReturnValue:
    """Go on to the last page."""
    step = step_of(subject, draft, with_scopes=True)
    form = TermForm().label()
    if not form.validate():
        return _show_term(step, form, 422)
    named = replace(step.naming, term=Term(form.term.data))
    return redirect(address(".check", subject, named), 303)


def _show_term(step: Step, form: TermForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "sharing/representative_term.html",
        status=status,
        form=form,
        ends={one.value: presentation.end_of(one) for one in Term},
        step=step,
    )
