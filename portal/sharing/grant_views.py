"""Pages 2 to 4 of 4: which parts, how long, and the yes."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.fresh import is_fresh, require_fresh, to_confirm
from portal.accounts.signed_in import current_resident
from portal.consents import rules
from portal.consents.kinds import Channel, Duration, Purpose
from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.sharing import agreements, presentation, replaced, words
from portal.sharing.agreements import Agreement, Signed
from portal.sharing.blueprint import blueprint
from portal.sharing.draft import going_on
from portal.sharing.forms import AGREE, AnswerForm, SectionsForm, TimeForm
from portal.sharing.grant_steps import Step, address, step_of
from portal.sharing.private_parts import sections_for


@blueprint.get("/sharing/new/<draft>/parts")
@about_person(Permission.SHARE_RECORD)
def parts(subject: Subject, draft: str) -> ResponseReturnValue:
    """Ask which parts; nothing is ticked that the resident did not tick."""
    step = step_of(subject, draft)
    form = SectionsForm(formdata=None, sections=[part.value for part in step.draft.sections])
    return _show_parts(step, form.offer(sections_for(subject)))


@blueprint.post("/sharing/new/<draft>/parts")
@about_person(Permission.SHARE_RECORD)
def choose_parts(subject: Subject, draft: str) -> ResponseReturnValue:
    """Go on with the parts that are ticked."""
    step, form = step_of(subject, draft), SectionsForm().offer(sections_for(subject))
    try:
        chosen = going_on(step.draft, sections=form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_parts(step, form, 422)
    return redirect(address(".time", subject.id, chosen), 303)


def _show_parts(step: Step, form: SectionsForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "sharing/parts.html",
        status=status,
        form=form,
        step=step,
        plain=presentation.plain(sections_for(step.subject)),
        private=presentation.private(sections_for(step.subject)),
    )


@blueprint.get("/sharing/new/<draft>/time")
@about_person(Permission.SHARE_RECORD)
def time(subject: Subject, draft: str) -> ResponseReturnValue:
    """Ask how long and what for."""
    step = _with_sections(step_of(subject, draft))
    form = TimeForm(formdata=None, duration=step.draft.duration, purpose=step.draft.purpose)
    return _show_time(step, form.label())


@blueprint.post("/sharing/new/<draft>/time")
@about_person(Permission.SHARE_RECORD)
def choose_time(subject: Subject, draft: str) -> ResponseReturnValue:
    """Go on to the last page."""
    step, form = _with_sections(step_of(subject, draft)), TimeForm().label()
    if not form.validate():
        return _show_time(step, form, 422)
    chosen = going_on(
        step.draft, duration=Duration(form.duration.data), purpose=Purpose(form.purpose.data)
    )
    return redirect(address(".check", subject.id, chosen), 303)


def _with_sections(step: Step) -> Step:
    if not step.draft.sections:
        abort(404)
    return step


def _show_time(step: Step, form: TimeForm, status: int = 200) -> ResponseReturnValue:
    now, subject = clock.now(), step.subject
    ends = {
        one: agreements.at_most(subject, rules.until(one, now, subject.born)) for one in Duration
    }
    ends_in_words = {
        one.value: _("Until %(until)s", until=words.end_in_full(end)) for one, end in ends.items()
    }
    return pages.show("sharing/time.html", status=status, form=form, step=step, ends=ends_in_words)


@blueprint.get("/sharing/new/<draft>/check")
@about_person(Permission.SHARE_RECORD)
@require_fresh
def check(subject: Subject, draft: str) -> ResponseReturnValue:
    """Show the exact words, with two equal answers."""
    step = step_of(subject, draft)
    return _show_check(step, _agreement(step), AnswerForm(formdata=None))


@blueprint.post("/sharing/new/<draft>/check")
@about_person(Permission.SHARE_RECORD)
def answer(subject: Subject, draft: str) -> ResponseReturnValue:
    """Write the yes down, once; all else is a no, needs no proof and leaves nothing behind."""
    form = AnswerForm()
    if form.answer.data != AGREE:
        flash(_("Nothing was allowed"))
        return redirect(url_for(".sharing", person_id=subject.id), 303)
    if not is_fresh():
        return to_confirm()
    step = step_of(subject, draft)
    agreement, earlier = _agreement(step), replaced.earlier(step)
    try:
        agreements.agree(
            subject,
            agreement,
            Signed(
                fingerprint=form.fingerprint.data or "",
                child_assented=bool(form.child_assented.data),
                channel=Channel.PHONE,
                consent_id=step.draft.key,
            ),
            by=current_resident(),
        )
        replaced.end(step, earlier)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_check(step, agreement, form, 422)
    flash(_("%(name)s may see the record now", name=words.first_letter_up(step.grantee.called)))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


def _agreement(step: Step) -> Agreement:
    """Return what was chosen, without the parts this reader may no longer share."""
    draft, offered = step.draft, sections_for(step.subject)
    sections = [part for part in draft.sections if part in offered]
    if not sections or draft.purpose is None or draft.duration is None:
        abort(404)
    return agreements.on_the_table(
        step.subject,
        step.grantee,
        sections=sections,
        purpose=draft.purpose,
        valid_until=rules.until(draft.duration, clock.now(), step.subject.born),
    )


def _show_check(
    step: Step, agreement: Agreement, form: AnswerForm, status: int = 200
) -> ResponseReturnValue:
    earlier = replaced.earlier(step)
    return pages.show(
        "sharing/check.html",
        status=status,
        form=form,
        step=step,
        agreement=agreement,
        owner=words.first_letter_up(agreements.name_in_full(step.subject)),
        sections=presentation.listed(agreement.sections, "; "),
        until=words.first_letter_up(words.end_in_full(agreement.valid_until)),
        days_left=words.days_left(agreement.valid_until),
        replaces=bool(earlier),
        no_longer=presentation.listed(replaced.ends_of(earlier, agreement.sections)),
        child=presentation.child_is_asked(step.subject),
    )
