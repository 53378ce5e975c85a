"""The second word: a code the person reads out, or a colleague who heard them.

Each takes the naming by one guarded update before the representation begins; of two at once
one counts.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.desk import standing
from portal.desk.models import CounterNaming, Presence
from portal.desk.namings import codes
from portal.desk.namings.asking import SECTION, own_number
from portal.desk.namings.queries import Naming
from portal.desk.namings.wish import end_of
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import services
from portal.representation.services import NewRepresentation
from portal.staff.signed_in import SignedInStaff


def read_out(naming: Naming, code: str, *, by: SignedInStaff) -> None:
    """Begin by the code that came to the person's own phone; raise RuleBroken.

    Whoever types it is neither close to the two nor reads that phone: the code would be
    their own word, and of nobody else.
    """
    now = clock.now()
    standing.refuse_near(by, naming.person_id, naming.representative_id)
    standing.refuse_left(naming.asked_by)
    if not codes.is_right(naming.id, code, now):
        trail.note(_refused(naming, by, "code"))
        raise RuleBroken(
            _("This is not the code, or it ran out. After five tries a colleague must agree"),
            "code",
        )
    if own_number(naming.person_id, naming.representative_id, by) is None:
        raise RuleBroken(
            _("This code came to no phone of the person alone. Ask a colleague"), "code"
        )
    _take(naming, now, CounterNaming.code_mac.is_not(None))
    evidence = _evidence(naming, _("code read out from the person's own phone"))
    _begin(naming, evidence, now, by=by)


def leave_to_colleague(naming: Naming) -> None:
    """Give the code up: from now on only a colleague can agree. Raise RuleBroken."""
    _change(naming, clock.now(), code_mac=None)


def agree(naming: Naming, *, by: SignedInStaff) -> None:
    """Begin by the word of a second member of the desk; raise RuleBroken."""
    refuse_second(naming, by)
    now = clock.now()
    _take(
        naming,
        now,
        CounterNaming.code_mac.is_(None),
        CounterNaming.asked_by != by.staff_id,
        confirmed_by=by.staff_id,
    )
    evidence = _evidence(naming, _("taken down by %(name)s", name=naming.asker_name))
    _begin(naming, evidence, now, by=by)


def refuse(naming: Naming, *, by: SignedInStaff) -> None:
    """Say no, or take one's own wish back; raise RuleBroken when it is over already."""
    if naming.asked_by != by.staff_id:
        refuse_second(naming, by)
    _change(naming, clock.now(), ended_at=clock.now())
    trail.record(_refused(naming, by, SECTION))


def refuse_second(naming: Naming, by: SignedInStaff) -> None:
    """Raise RuleBroken where somebody may not be the second: the asker, kin, one of one hand."""
    if naming.asked_by == by.staff_id:
        raise RuleBroken(_("You took this down yourself: a colleague must agree"))
    standing.refuse_near(by, naming.person_id, naming.representative_id)
    standing.refuse_one_hand(by, naming.asked_by)


def _begin(naming: Naming, evidence: str, now: datetime, *, by: SignedInStaff) -> None:
    standing.refuse_unsettled(naming.person_id)
    representation_id = services.begin(
        NewRepresentation(
            person_id=naming.person_id,
            representative_id=naming.representative_id,
            kind=naming.kind,
            sees=naming.sees,
            consents=naming.consents,
            pays=naming.pays,
            ends_at=end_of(naming.months, now),
            evidence=evidence,
        ),
        by=by.actor,
        basis=Basis.DESK,
    )
    change(
        sa.update(CounterNaming)
        .where(CounterNaming.id == naming.id)
        .values(representation_id=representation_id)
    )


def _take(
    naming: Naming,
    now: datetime,
    *still: sa.ColumnElement[bool],
    confirmed_by: UUID | None = None,
) -> None:
    _change(naming, now, *still, ended_at=now, confirmed_by=confirmed_by)


def _change(
    naming: Naming, now: datetime, *still: sa.ColumnElement[bool], **values: object
) -> None:
    """Change a naming that still waits; raise RuleBroken when it no longer does."""
    statement = sa.update(CounterNaming).where(
        CounterNaming.id == naming.id,
        CounterNaming.ended_at.is_(None),
        CounterNaming.expires_at > now,
        *still,
    )
    if not change(statement.values(**values)):
        raise RuleBroken(_("This is over already. Begin anew"))


def _evidence(naming: Naming, how: str) -> str:
    known = _("both present, cards compared")
    if naming.presence is Presence.DOCUMENT:
        known = _("document: %(document)s", document=naming.document or "")
    return "; ".join((known, how))


def _refused(naming: Naming, by: SignedInStaff, section: str) -> Line:
    return Line(
        event=Event.REPRESENTATION_ASKED,
        permitted=False,
        about=naming.person_id,
        by=by.actor,
        basis=Basis.DESK,
        section=section,
        object_ref=f"naming:{naming.id}",
    )
