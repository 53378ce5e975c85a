"""Who acts for whom, seen from either side; either side ends it."""

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import current_resident
from portal.audit.events import Basis
from portal.kernel import clock, pages
from portal.kernel.i18n import gettext as _
from portal.representation import lines as representations
from portal.representation import services
from portal.representation.lines import RepresentationLine
from portal.representation.models import EndedAs, RepresentationKind
from portal.representation.rules import is_minor, may_end
from portal.sharing.representatives import presentation

blueprint = Blueprint("representatives", __name__)


@blueprint.get("/people/<uuid:person_id>/representatives")
@about_person(Permission.SEE_SHARING)
def representatives(subject: Subject) -> ResponseReturnValue:
    """Show who acts for this record, with what, until when."""
    minor = is_minor(subject.born, clock.today())
    return pages.show(
        "sharing/representatives.html",
        subject=subject,
        cards=presentation.of_record(
            representations.representatives_of(subject.id), may_stop=subject.is_self
        ),
        minor=minor,
        may_name=not minor and subject.may(Permission.NAME_REPRESENTATIVE),
    )


@blueprint.post("/people/<uuid:person_id>/representatives/<uuid:representation_id>/stop")
@about_person(Permission.NAME_REPRESENTATIVE)
def stop(subject: Subject, representation_id: UUID) -> ResponseReturnValue:
    """End a delegation at once; a second tap changes nothing and says the same."""
    line = _line(representations.representatives_of(subject.id), representation_id)
    if not may_end(line.kind, EndedAs.REPRESENTED):
        abort(404)
    services.end(
        line.id,
        by=current_resident().actor,
        ended_as=EndedAs.REPRESENTED,
        basis=subject.basis,
    )
    flash(_("%(name)s no longer acts for this record", name=line.representative.full_name))
    return redirect(url_for(".representatives", person_id=subject.id), 303)


@blueprint.get("/representing")
def representing() -> ResponseReturnValue:
    """Show for whom the reader acts: names, no part of a record."""
    found = representations.represented_by(current_resident().person_id)
    return pages.show(
        "sharing/representing.html",
        cards=presentation.of_representative(found),
        section="account",
    )


@blueprint.get("/representing/<uuid:representation_id>/stop")
def ask_give_back(representation_id: UUID) -> ResponseReturnValue:
    """Ask once more: a child may be left without anybody."""
    line = _own(representation_id)
    return pages.show(
        "sharing/representing_stop.html",
        line=line,
        is_delegation=line.kind is RepresentationKind.DELEGATE,
    )


@blueprint.post("/representing/<uuid:representation_id>/stop")
def give_back(representation_id: UUID) -> ResponseReturnValue:
    """Act for somebody no longer; a second tap changes nothing and says the same."""
    line = _own(representation_id)
    services.end(
        line.id,
        by=current_resident().actor,
        ended_as=EndedAs.REPRESENTATIVE,
        basis=Basis.REPRESENTATIVE,
    )
    flash(_("No longer acting for %(name)s", name=line.person.full_name))
    return redirect(url_for(".representing"), 303)


def _own(representation_id: UUID) -> RepresentationLine:
    found = representations.represented_by(current_resident().person_id)
    return _line(found, representation_id)


def _line(found: Iterable[RepresentationLine], representation_id: UUID) -> RepresentationLine:
    """Return one of these; answer 404 when it is not among them."""
    line = next((one for one in found if one.id == representation_id), None)
    if line is None:
        abort(404)
    return line
