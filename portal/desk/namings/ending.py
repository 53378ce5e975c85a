"""Ending a representation at the counter; both sides are told, and it is in the log."""

from uuid import UUID

from portal.access.residents import Resident
from portal.audit.events import Basis
from portal.desk import standing
from portal.desk.namings.forms import WhoAsks
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import lines, services
from portal.representation.lines import RepresentationLine
from portal.representation.rules import State, may_end
from portal.staff.signed_in import SignedInStaff


def current(resident: Resident, representation_id: UUID) -> RepresentationLine | None:
    """Return a representation of this person that holds; None for any other."""
    now = clock.now()
    for line in lines.representatives_of(resident.id):
        if line.id == representation_id and line.state(now) is State.HOLDS:
            return line
    return None


def end(line: RepresentationLine, who: WhoAsks, document: str | None, *, by: SignedInStaff) -> None:
    """End a representation on somebody's word; raise RuleBroken where that word does not do."""
    standing.refuse_near(by, line.person.id, line.representative.id)
    if not may_end(line.kind, who.ended_as):
        raise RuleBroken(
            _("A child's own word does not end this: the parent, or a document"), "who"
        )
    ended = services.end(
        line.id, by=by.actor, ended_as=who.ended_as, basis=Basis.DESK, evidence=document
    )
    if not ended:
        raise RuleBroken(_("This is over already"), "who")
