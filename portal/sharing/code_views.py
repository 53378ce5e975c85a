"""The code for the desk: which parts, then the code, shown once."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.fresh import is_fresh, require_fresh, to_confirm
from portal.accounts.signed_in import current_resident
from portal.consents import code_services, codes
from portal.consents.kinds import DESK_CODE_LIVES
from portal.consents.services import Owner
from portal.kernel import clock, formats, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.square import square_of
from portal.sharing import agreements, presentation
from portal.sharing.blueprint import blueprint
from portal.sharing.forms import CodeForm
from portal.sharing.private_parts import sections_for


@blueprint.get("/sharing/code")
@about_person(Permission.SHARE_RECORD)
@require_fresh
def desk_code(subject: Subject) -> ResponseReturnValue:
    """Ask which parts; a reload after a code comes here, and the code is not shown again."""
    return _show(subject, _form(subject, fresh=True))


@blueprint.post("/sharing/code")
@about_person(Permission.SHARE_RECORD)
def make_desk_code(subject: Subject) -> ResponseReturnValue:
    """Make a code and show it, the only time it can be read; an earlier one dies."""
    if not is_fresh():
        return to_confirm()
    form, resident = _form(subject), current_resident()
    try:
        agreements.refuse_a_minor_alone(subject)
        code = code_services.make_desk_code(
            Owner(id=subject.id, born=subject.born),
            form.value(),
            by=resident.actor,
            basis=subject.basis,
            child_assented=bool(form.child_assented.data)
            if agreements.child_is_asked(subject)
            else None,
            code_id=form.key(),
        )
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(subject, form, 422)
    return pages.show(
        "sharing/code.html",
        subject=subject,
        code=codes.grouped(code) if code else None,
        square=square_of(code) if code else None,
        works_until=formats.clock_time(clock.now() + DESK_CODE_LIVES),
        sections=presentation.listed(form.value()),
        again_url=url_for(".desk_code", person_id=subject.id),
    )


def _form(subject: Subject, *, fresh: bool = False) -> CodeForm:
    form = CodeForm(formdata=None) if fresh else CodeForm()
    return form.offer(sections_for(subject), presentation.child_is_asked(subject))


def _show(subject: Subject, form: CodeForm, status: int = 200) -> ResponseReturnValue:
    return pages.show(
        "sharing/code_parts.html",
        status=status,
        form=form,
        subject=subject,
        plain=presentation.plain(sections_for(subject)),
        private=presentation.private(sections_for(subject)),
        child=presentation.child_is_asked(subject),
        alone=agreements.needs_a_representative(subject),
    )
