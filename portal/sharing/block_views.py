"""Shutting a member of staff out, and letting them ask again."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.fresh import is_fresh, require_fresh, to_confirm
from portal.accounts.signed_in import current_resident
from portal.consents import queries, request_queries, requests, services
from portal.consents.sections import Section
from portal.emergency import queries as emergencies
from portal.kernel import clock, pages
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.sharing import presentation, words
from portal.sharing.blueprint import blueprint
from portal.sharing.private_parts import sections_for
from portal.staff import queries as staff
from portal.staff.queries import Member


@blueprint.get("/blocked/<uuid:staff_id>")
@about_person(Permission.SHARE_RECORD)
def block(subject: Subject, staff_id: UUID) -> ResponseReturnValue:
    """Say what shutting out means, and ask."""
    member = _member(staff_id)
    return pages.show(
        "sharing/block.html",
        subject=subject,
        who=words.with_title(member.title, member.full_name),
        name=words.in_a_sentence(member.title, member.full_name),
        place=member.facility_name,
        staff_id=staff_id,
    )


@blueprint.post("/blocked/<uuid:staff_id>")
@about_person(Permission.SHARE_RECORD)
def confirm_block(subject: Subject, staff_id: UUID) -> ResponseReturnValue:
    """Shut out, now and in an emergency; what they have asked for is refused."""
    member, by = _member(staff_id), current_resident().actor
    waiting = request_queries.waiting_for([subject.id], clock.now())
    services.block(subject.id, staff_id, by=by, basis=subject.basis)
    for line in waiting:
        if line.staff_id == staff_id:
            requests.refuse(subject.id, line.id, by=by, basis=subject.basis)
    name = words.in_a_sentence(member.title, member.full_name)
    flash(_("%(name)s can no longer see the record", name=words.first_letter_up(name)))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


@blueprint.get("/blocked/<uuid:staff_id>/lift")
@about_person(Permission.SHARE_RECORD)
@require_fresh
def lift(subject: Subject, staff_id: UUID) -> ResponseReturnValue:
    """Say what opens again when somebody is let in again, and ask."""
    member = _shut_out(subject, staff_id)
    return pages.show(
        "sharing/lift.html",
        subject=subject,
        name=words.in_a_sentence(member.title, member.full_name),
        place=member.facility_name,
        opens=presentation.listed(_opens_again(subject, member)),
        emergency=_emergency_runs(subject, staff_id),
        staff_id=staff_id,
    )


@blueprint.post("/blocked/<uuid:staff_id>/lift")
@about_person(Permission.SHARE_RECORD)
def unblock(subject: Subject, staff_id: UUID) -> ResponseReturnValue:
    """Let them ask again, and see what their whole place may see."""
    member = _shut_out(subject, staff_id)
    if not is_fresh():
        return to_confirm()
    services.unblock(subject.id, staff_id, by=current_resident().actor, basis=subject.basis)
    name = words.in_a_sentence(member.title, member.full_name)
    flash(_("%(name)s may ask again", name=words.first_letter_up(name)))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


def _shut_out(subject: Subject, staff_id: UUID) -> Member:
    """Return who is to be let in again; to a delegate the page is not there."""
    return _member(staff_id) if presentation.may_lift(subject) else abort(404)


def _opens_again(subject: Subject, member: Member) -> list[Section]:
    """Return the parts their place may see, as far as the reader may know of them."""
    found = queries.sections_without_block(
        subject.id,
        staff_id=member.id,
        facility_code=member.facility_code,
        now=clock.now(),
    )
    return [section for section in found if section in sections_for(subject)]


def _emergency_runs(subject: Subject, staff_id: UUID) -> bool:
    now = clock.now()
    return any(
        line.staff_id == staff_id and line.closed_at is None and now < line.closes_at
        for line in emergencies.of_person(subject.id)
    )


def _member(staff_id: UUID) -> Member:
    found = staff.member(reads(), staff_id)
    if found is None:
        abort(404)
    return found
