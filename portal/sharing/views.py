"""Who may see a record: the list, what is over, and stopping."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.consents import queries, request_queries, services
from portal.consents.kinds import EndReason
from portal.consents.queries import ConsentLine
from portal.emergency import queries as emergencies
from portal.kernel import clock, pages
from portal.kernel.i18n import gettext as _
from portal.representation.lines import representatives_of
from portal.sharing import presentation, private_parts, words
from portal.sharing.blueprint import blueprint
from portal.sharing.presentation import SharingPage
from portal.sharing.representatives import presentation as representatives_presentation


@blueprint.get("/sharing")
@about_person(Permission.SEE_SHARING)
def sharing(subject: Subject) -> ResponseReturnValue:
    """Show who waits for an answer, who may see, and who is shut out."""
    now = clock.now()
    waiting = private_parts.requests_for(subject, request_queries.waiting_for([subject.id], now))
    standing = private_parts.consents_for(subject, queries.standing(subject.id, now))
    blocks = queries.blocks_of(subject.id)
    return pages.show(
        "sharing/sharing.html",
        page=SharingPage(
            subject=subject,
            waiting=presentation.waiting_cards(waiting),
            openings=presentation.opening_cards(
                emergencies.of_person(subject.id), (one.id for one in blocks)
            ),
            allowed=presentation.consent_cards(standing, subject.id),
            acting=representatives_presentation.of_record(
                representatives_of(subject.id), may_stop=subject.is_self
            ).now,
            blocked=presentation.block_cards(blocks, subject),
        ),
        may_share=subject.may(Permission.SHARE_RECORD),
        badge_count=len(waiting),
    )


@blueprint.get("/sharing/over")
@about_person(Permission.SEE_SHARING)
def over(subject: Subject) -> ResponseReturnValue:
    """Show what was stopped and what ran out."""
    lines = private_parts.consents_for(subject, queries.over(subject.id, clock.now()))
    return pages.show("sharing/over.html", subject=subject, consents=presentation.over_cards(lines))


@blueprint.post("/sharing/<uuid:consent_id>/stop")
@about_person(Permission.SHARE_RECORD)
def stop(subject: Subject, consent_id: UUID) -> ResponseReturnValue:
    """End a consent at once; a second tap changes nothing and says the same."""
    found = queries.consent_of(subject.id, consent_id)
    line = private_parts.consent_for(subject, found) if found else None
    if line is None:
        abort(404)
    services.stop(
        subject.id,
        line.id,
        by=current_resident().actor,
        basis=subject.basis,
        reason=EndReason.STOPPED if subject.is_self else EndReason.STOPPED_BY_REPRESENTATIVE,
    )
    flash(_("Stopped sharing with %(name)s", name=_named(line)))
    return redirect(url_for(".sharing", person_id=subject.id), 303)


def _named(line: ConsentLine) -> str:
    if line.staff_id is None:
        return line.facility_name or ""
    return words.in_a_sentence(line.staff_title or "", line.staff_name or "")
