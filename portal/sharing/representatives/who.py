"""Page 1 of 4: who is to act."""

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import candidates
from portal.representation.candidates import Candidate
from portal.sharing.representatives.draft import Naming
from portal.sharing.representatives.forms import WhoForm
from portal.sharing.representatives.lists import blueprint
from portal.sharing.representatives.steps import acts_already, address, grown


@blueprint.get("/people/<uuid:person_id>/representatives/new")
@about_person(Permission.NAME_REPRESENTATIVE)
def who(subject: Subject) -> ResponseReturnValue:
    """Ask who is to act: an adult of the house, or somebody by number and name."""
    grown(subject)
    at_home = candidates.at_home(subject.id, clock.today())
    return _show_who(subject, WhoForm(formdata=None).offer(at_home))


@blueprint.post("/people/<uuid:person_id>/representatives/new")
@about_person(Permission.NAME_REPRESENTATIVE)
def choose_who(subject: Subject) -> ResponseReturnValue:
    """Go on with one person who exists and is grown up."""
    grown(subject)
    at_home = candidates.at_home(subject.id, clock.today())
    form = WhoForm().offer(at_home)
    try:
        chosen = form.at_home(at_home) or candidates.named(*form.typed(), by=current_resident())
        _not_yet_named(subject, chosen, "who" if form.at_home(at_home) else "number")
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_who(subject, form, 422)
    return redirect(address(".scopes", subject, Naming(representative_id=chosen.id)), 303)


def _show_who(subject: Subject, form: WhoForm, status: int = 200) -> ResponseReturnValue:
    return pages.show("sharing/representative_who.html", status=status, subject=subject, form=form)


def _not_yet_named(subject: Subject, chosen: Candidate, field: str) -> None:
    if acts_already(subject.id, chosen.id):
        raise RuleBroken(_("This person acts for the record already"), field)
