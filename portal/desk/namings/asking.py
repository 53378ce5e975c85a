"""Taking down at the counter who is to act for whom; nothing begins by it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.access.policy import Scope
from portal.access.residents import Resident
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.desk import standing
from portal.desk.models import CounterNaming
from portal.desk.namings import codes
from portal.desk.namings.wish import Wish, end_of
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.models import Person, Phone
from portal.people.queries import mobile_of
from portal.representation import candidates, lines, rules
from portal.representation.candidates import Candidate
from portal.representation.models import RepresentationKind
from portal.representation.rules import State, Two
from portal.resets.standing import has_number
from portal.staff.signed_in import SignedInStaff

WAITS = timedelta(hours=24)
WRONG_A_DAY = 20
MOST_A_DAY = 5
SECTION = "counter"


def ask(resident: Resident, wish: Wish, *, by: SignedInStaff) -> UUID:
    """Write a wish down and return its id; an earlier one that waits gives way.

    A code goes to the person's own phone where they have one; without, the wish waits for a
    colleague. Raise RuleBroken as `representation.services.begin` does, for the staff's own
    family, while an account is unsettled, and from the sixth wish for one person in a day.
    """
    standing.refuse_near(by, resident.id)
    chosen = candidates.exactly(
        wish.number, wish.full_name, resident.id, key=by.staff_id.bytes, tries=WRONG_A_DAY
    )
    standing.refuse_near(by, chosen.id)
    standing.refuse_unsettled(resident.id)
    now = clock.now()
    _refuse_by_rule(resident, chosen, wish, now)
    _refuse_too_many(resident.id, now)
    _make_room(resident.id, now)
    naming_id = uuid4()
    session.add(_naming(naming_id, resident, chosen, wish, by, now))
    _note(naming_id, resident.id, by)
    return naming_id


def _naming(
    naming_id: UUID,
    resident: Resident,
    chosen: Candidate,
    wish: Wish,
    by: SignedInStaff,
    now: datetime,
) -> CounterNaming:
    number = own_number(resident.id, chosen.id, by) if _may_read_out(wish) else None
    return CounterNaming(
        id=naming_id,
        person_id=resident.id,
        representative_id=chosen.id,
        commune=resident.commune,
        kind=wish.kind,
        sees=Scope.SEE in wish.scopes,
        consents=Scope.CONSENT in wish.scopes,
        pays=Scope.PAY in wish.scopes,
        months=wish.months,
        presence=wish.presence,
        document=wish.document,
        code_mac=codes.send(naming_id, number, now) if number else None,
        asked_by=by.staff_id,
        asked_at=now,
        expires_at=now + WAITS,
    )


def _may_read_out(wish: Wish) -> bool:
    """Say whether the person's own word can be a code: a child's is not."""
    return wish.kind is RepresentationKind.DELEGATE


def own_number(person_id: UUID, representative_id: UUID, by: SignedInStaff) -> str | None:
    """Return the mobile only the person reads; None where it is the representative's too, or
    that of whoever takes the wish down.
    """
    found = mobile_of(session.connection(), person_id)
    if found is None:
        return None
    number, index = found
    shared = sa.exists().where(
        Phone.person_id == representative_id, Phone.active, Phone.number_index == index
    )
    if session.scalar(sa.select(shared)) or has_number(by.staff_id, index):
        return None
    return number


def _refuse_by_rule(resident: Resident, chosen: Candidate, wish: Wish, now: datetime) -> None:
    """Refuse at once what could not begin later."""
    two = Two(person_born=resident.born, representative_born=chosen.born)
    if resident.is_dead:
        raise RuleBroken(_("This person has died"), "number")
    rules.check(wish.kind, two, end_of(wish.months, now), now)
    current = [
        line for line in lines.representatives_of(resident.id) if line.state(now) is State.HOLDS
    ]
    if any(line.representative.id == chosen.id for line in current):
        raise RuleBroken(_("This person acts for the record already"), "number")
    child = wish.kind is not RepresentationKind.DELEGATE
    if child and any(line.kind is not RepresentationKind.DELEGATE for line in current):
        raise RuleBroken(_("Somebody represents this person already; end that first"), "number")


def _refuse_too_many(person_id: UUID, now: datetime) -> None:
    """Count the wishes of a day; the person's row is held meanwhile."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    lately = session.scalar(
        sa.select(sa.func.count())
        .select_from(CounterNaming)
        .where(
            CounterNaming.person_id == person_id,
            CounterNaming.asked_at > now - timedelta(days=1),
        )
    )
    if (lately or 0) >= MOST_A_DAY:
        raise RuleBroken(_("Five times in a day. Try tomorrow"), "number")


def _make_room(person_id: UUID, now: datetime) -> None:
    session.execute(
        sa.update(CounterNaming)
        .where(CounterNaming.person_id == person_id, CounterNaming.ended_at.is_(None))
        .values(ended_at=now)
    )


def _note(naming_id: UUID, person_id: UUID, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=Event.REPRESENTATION_ASKED,
            about=person_id,
            by=by.actor,
            basis=Basis.DESK,
            section=SECTION,
            object_ref=f"naming:{naming_id}",
        )
    )
