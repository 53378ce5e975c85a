"""Answering a clinician's request: all of it, some of it, or no."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.fresh import is_fresh, require_fresh, to_confirm
from portal.accounts.signed_in import current_resident
from portal.consents import request_queries, requests
from portal.consents.kinds import Channel
from portal.consents.request_models import Answer
from portal.consents.request_queries import RequestLine
from portal.consents.sections import Section
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.sharing import agreements, presentation, request_presentation, words
from portal.sharing.agreements import Agreement, Signed
from portal.sharing.blueprint import blueprint
from portal.sharing.draft import Draft
from portal.sharing.forms import AGREE, AnswerForm, SectionsForm
from portal.sharing.grant_steps import address, opened
from portal.sharing.grantees import Grantee
from portal.sharing.private_parts import request_for


@blueprint.get("/requests/<uuid:request_id>")
@about_person(Permission.SHARE_RECORD)
def request(subject: Subject, request_id: UUID) -> ResponseReturnValue:
    """Show who asks for what, with two equal answers; or what became of it."""
    line = _line(subject, request_id)
    if not line.is_waiting(clock.now()):
        return _show_over(subject, line)
    return _show(subject, line, line.sections, AnswerForm(formdata=None))


@blueprint.get("/requests/<uuid:request_id>/parts")
@about_person(Permission.SHARE_RECORD)
def some_parts(subject: Subject, request_id: UUID) -> ResponseReturnValue:
    """Ask which of the parts that were asked for; none is ticked."""
    line = _line(subject, request_id)
    if not line.is_waiting(clock.now()):
        return _show_over(subject, line)
    return _show_parts(subject, line, SectionsForm(formdata=None).offer(line.sections))


@blueprint.post("/requests/<uuid:request_id>/parts")
@about_person(Permission.SHARE_RECORD)
def choose_some_parts(subject: Subject, request_id: UUID) -> ResponseReturnValue:
    """Go on to the answer with fewer parts."""
    line = _line(subject, request_id)
    form = SectionsForm().offer(line.sections)
    try:
        sections = form.value()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_parts(subject, line, form, 422)
    return redirect(_answer_address(subject, line, sections), 303)


@blueprint.get("/requests/<uuid:request_id>/answer/<draft>")
@about_person(Permission.SHARE_RECORD)
@require_fresh
def request_answer(subject: Subject, request_id: UUID, draft: str) -> ResponseReturnValue:
    """Show the request with the parts chosen, after a fresh proof."""
    line = _line(subject, request_id)
    if not line.is_waiting(clock.now()):
        return _show_over(subject, line)
    return _show(subject, line, _sections(subject, line, draft), AnswerForm(formdata=None))


@blueprint.post("/requests/<uuid:request_id>/answer/<draft>")
@about_person(Permission.SHARE_RECORD)
def answer_request(subject: Subject, request_id: UUID, draft: str) -> ResponseReturnValue:
    """Note the one answer; a no needs no fresh proof."""
    line, form = _line(subject, request_id), AnswerForm()
    if form.answer.data != AGREE:
        return _refuse(subject, line)
    if not is_fresh():
        return to_confirm()
    sections = _sections(subject, line, draft)
    try:
        agreed = _agree(subject, line, sections, form)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(subject, line, sections, form, 422)
    if not agreed:
        return redirect(url_for(".request", person_id=subject.id, request_id=line.id), 303)
    flash(_("%(name)s may see the record now", name=words.first_letter_up(_called(line))))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


def _agree(
    subject: Subject, line: RequestLine, sections: tuple[Section, ...], form: AnswerForm
) -> bool:
    """Answer first, so that of two answers at once only one makes a consent."""
    agreement = _agreement(subject, line, sections)
    agreements.refuse_a_minor_alone(subject)
    if not requests.answer(subject.id, line.id, Answer.AGREED):
        return False
    signed = Signed(
        fingerprint=form.fingerprint.data or "",
        child_assented=bool(form.child_assented.data),
        channel=Channel.REQUEST,
        request_id=line.id,
    )
    agreements.agree(subject, agreement, signed, by=current_resident())
    return True


def _refuse(subject: Subject, line: RequestLine) -> ResponseReturnValue:
    refused = requests.refuse(subject.id, line.id, by=current_resident().actor, basis=subject.basis)
    if not refused:
        return redirect(url_for(".request", person_id=subject.id, request_id=line.id), 303)
    flash(_("%(name)s was told no", name=words.first_letter_up(_called(line))))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


def _line(subject: Subject, request_id: UUID) -> RequestLine:
    line = request_queries.request(request_id)
    if line is None or line.person_id != subject.id:
        abort(404)
    return request_for(subject, line) or abort(404)


def _sections(subject: Subject, line: RequestLine, draft: str) -> tuple[Section, ...]:
    """Return the parts of an address: never more than were asked for."""
    chosen = tuple(part for part in opened(subject.id, draft).sections if part in line.sections)
    return chosen or abort(404)


def _answer_address(subject: Subject, line: RequestLine, sections: tuple[Section, ...]) -> str:
    draft = Draft(sections=sections)
    return address(".request_answer", subject.id, draft, request_id=line.id)


def _called(line: RequestLine) -> str:
    return words.in_a_sentence(line.staff_title, line.staff_name)


def _agreement(subject: Subject, line: RequestLine, sections: tuple[Section, ...]) -> Agreement:
    grantee = Grantee(
        staff_id=line.staff_id,
        facility_code=None,
        name_with_title=words.with_title(line.staff_title, line.staff_name),
        called=_called(line),
        place=line.facility_name,
    )
    return agreements.on_the_table(
        subject,
        grantee,
        sections=sections,
        purpose=line.purpose,
        valid_until=line.opens_until,
    )


def _show(
    subject: Subject,
    line: RequestLine,
    sections: tuple[Section, ...],
    form: AnswerForm,
    status: int = 200,
) -> ResponseReturnValue:
    return pages.show(
        "sharing/request.html",
        status=status,
        form=form,
        asked=request_presentation.asked(subject, line, sections),
        agreement=_agreement(subject, line, sections),
        answer_url=_answer_address(subject, line, sections),
        child=presentation.child_is_asked(subject),
        alone=agreements.needs_a_representative(subject),
    )


def _show_parts(
    subject: Subject, line: RequestLine, form: SectionsForm, status: int = 200
) -> ResponseReturnValue:
    return pages.show(
        "sharing/some_parts.html",
        status=status,
        form=form,
        subject=subject,
        request_id=line.id,
        called=_called(line),
        plain=presentation.plain(line.sections),
        private=presentation.private(line.sections),
    )


def _show_over(subject: Subject, line: RequestLine) -> ResponseReturnValue:
    return pages.show(
        "sharing/request_over.html",
        subject=subject,
        became=request_presentation.became(line),
        who=words.with_title(line.staff_title, line.staff_name),
        place=line.facility_name,
    )
