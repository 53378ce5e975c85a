"""Asking for a reset: the papers in front of somebody, or three questions by phone."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import Permission
from portal.access.residents import Resident, about_resident
from portal.kernel import pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.resets import asking, queries, questions
from portal.resets.blueprint import blueprint
from portal.resets.counter.person_line import line_of
from portal.resets.counter.timeline import planned
from portal.resets.forms import IN_PERSON, AskForm, NewPhone, QuestionsForm
from portal.resets.vouchers import vouchers_for
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/desk/people/<uuid:person_id>/reset")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def ask(resident: Resident) -> ResponseReturnValue:
    """Show what is checked before an account moves to another phone."""
    return _show(resident, _form(resident, AskForm(formdata=None)))


@blueprint.post("/desk/people/<uuid:person_id>/reset")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def send_ask(resident: Resident) -> ResponseReturnValue:
    """Send the request to the second person, or to who vouches first."""
    form = _form(resident, AskForm())
    try:
        reset_id = asking.ask(resident, form.value(), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(resident, form, status=422)
    return _sent(reset_id)


@blueprint.get("/desk/people/<uuid:person_id>/reset/questions")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def ask_questions(resident: Resident) -> ResponseReturnValue:
    """Show three questions for somebody who cannot come."""
    asked = questions.questions_for(resident.id)
    return _show_questions(resident, QuestionsForm(formdata=None).ask(asked), len(asked))


@blueprint.post("/desk/people/<uuid:person_id>/reset/questions")
@staff_page(*AT_THE_DESK)
@about_resident(Permission.MANAGE_ACCOUNT)
def send_questions(resident: Resident) -> ResponseReturnValue:
    """Compare the answers, and send the request to the second person."""
    asked = questions.questions_for(resident.id)
    form = QuestionsForm().ask(asked)
    try:
        reset_id = asking.ask(resident, form.value(asked), by=current_staff())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_questions(resident, form, len(asked), status=422)
    return _sent(reset_id)


def _form(resident: Resident, form: AskForm) -> AskForm:
    return form.offer(vouchers_for(resident, current_staff()))


def _sent(reset_id: object) -> ResponseReturnValue:
    flash(_("Sent. Somebody else has to decide it"))
    return redirect(url_for("resets.reset", reset_id=reset_id), 303)


def _show(resident: Resident, form: AskForm, status: int = 200) -> ResponseReturnValue:
    hints = {proof.value: proof.hint for proof in IN_PERSON}
    return _page("resets/ask.html", resident, form, status, hints=hints)


def _show_questions(
    resident: Resident, form: QuestionsForm, asked: int, status: int = 200
) -> ResponseReturnValue:
    enough = asked == questions.ASKED
    return _page("resets/questions.html", resident, form, status, enough=enough)


def _page(
    template: str, resident: Resident, form: NewPhone, status: int, **values: Any
) -> ResponseReturnValue:
    staff = current_staff()
    return pages.show(
        template,
        status=status,
        person_id=resident.id,
        person=line_of(resident),
        obstacle=asking.obstacle(resident, staff),
        running=queries.running_of(resident.id),
        stops=planned(staff.full_name),
        form=form,
        **values,
    )
