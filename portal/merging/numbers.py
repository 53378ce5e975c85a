"""A personal ID number given later, and a name given later; what was before is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.access.residents import Resident
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold
from portal.merging import second
from portal.merging.models import FormerName
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem, Source
from portal.people.models import Identifier, Person
from portal.staff.signed_in import SignedInStaff

# What the desk reads of somebody's numbers: the code it gave itself whole, else three digits.
_SHOWN = (IdentifierSystem.PERSONAL_ID, IdentifierSystem.LOCAL_RECORD)


@dataclass(frozen=True, kw_only=True)
class NumberLine:
    """One number somebody has or had; `shown` is the whole of a local code only."""

    is_local: bool
    shown: str
    valid_from: date | None
    active: bool


@dataclass(frozen=True, kw_only=True)
class NameLine:
    """A name somebody had until a moment."""

    full_name: str
    until: datetime


def numbers_of(person_id: UUID) -> Sequence[NumberLine]:
    """Return the personal ID numbers and local codes of a person, the newest first."""
    query = (
        sa.select(Identifier.system, Identifier.value, Identifier.valid_from, Identifier.active)
        .where(Identifier.person_id == person_id, Identifier.system.in_(_SHOWN))
        .order_by(Identifier.id.desc())
    )
    return [_number_line(*row) for row in reads().execute(query)]


def _number_line(
    system: IdentifierSystem, value: str, valid_from: date | None, active: bool
) -> NumberLine:
    is_local = system is IdentifierSystem.LOCAL_RECORD
    shown = value if is_local else value[-3:]
    return NumberLine(is_local=is_local, shown=shown, valid_from=valid_from, active=active)


def former_names_of(person_id: UUID) -> Sequence[NameLine]:
    """Return the names somebody had before, the newest first."""
    query = (
        sa.select(FormerName.full_name, FormerName.until)
        .where(FormerName.person_id == person_id)
        .order_by(FormerName.id.desc())
    )
    return [NameLine(**row._mapping) for row in reads().execute(query)]


def record_number(resident: Resident, number: PersonalId, *, by: SignedInStaff) -> None:
    """Put a personal ID number in force; codes and numbers of other kinds stay.

    Raise RuleBroken where one is in force already, where the number is another's, or where
    the entry is one's own work: one hand alone would make a person nobody has seen.
    """
    _hold(resident, by, "personal_id")
    _refuse_who_entered(resident, by)
    if number_in_force(resident):
        raise RuleBroken(_("A personal ID number is in force already"), "personal_id")
    new = Identifier(
        person_id=resident.id,
        system=IdentifierSystem.PERSONAL_ID,
        value=number.digits,
        value_index=number.index,
        valid_from=clock.today(),
        source=Source.STATION,
        recorded_on=clock.today(),
    )
    try:
        with session.begin_nested():  # the number may be another's
            session.add(new)
    except IntegrityError as taken:
        raise RuleBroken(
            _("Another entry has this number. It may be the same person: see the register"),
            "personal_id",
        ) from taken
    _record(Event.NUMBER_RECORDED, resident, f"identifier:{new.id}", by)


def _refuse_who_entered(resident: Resident, by: SignedInStaff) -> None:
    entered_by = session.scalars(
        sa.select(AuditLine.staff_id).where(
            AuditLine.person_id == resident.id,
            AuditLine.event == Event.PERSON_REGISTERED,
            AuditLine.staff_id.is_not(None),
        )
    ).all()
    if by.staff_id in entered_by:
        raise RuleBroken(
            _("You entered this child yourself. A colleague records the number"), "personal_id"
        )
    for each in entered_by:
        second.refuse_one_hand(by, each, "personal_id")


def number_in_force(resident: Resident) -> bool:
    """Say whether the person has a personal ID number."""
    query = sa.select(Identifier.id).where(
        Identifier.person_id == resident.id,
        Identifier.system == IdentifierSystem.PERSONAL_ID,
        Identifier.active,
    )
    return session.scalar(query.limit(1)) is not None


def rename(resident: Resident, full_name: str, *, by: SignedInStaff) -> None:
    """Give another name; the one before is kept with its last day.

    Raise RuleBroken where nothing changes, or where an identity card says the name: then
    the card is changed first, and the list of the commune brings it.
    """
    _hold(resident, by, "full_name")
    if number_in_force(resident):
        raise RuleBroken(
            _("The name is on the identity card; it changes with the card"), "full_name"
        )
    if full_name == resident.full_name:
        raise RuleBroken(_("This is the name on file"), "full_name")
    session.add(
        FormerName(
            person_id=resident.id,
            full_name=resident.full_name,
            until=clock.now(),
            changed_by=by.staff_id,
        )
    )
    session.execute(
        sa.update(Person)
        .where(Person.id == resident.id)
        .values(full_name=full_name, name_folded=fold(full_name))
    )
    _record(Event.NUMBER_RECORDED, resident, f"person:{resident.id}", by)


def _hold(resident: Resident, by: SignedInStaff, field: str) -> None:
    """Hold the person's row; nobody changes their own entry or their family's."""
    session.execute(sa.select(Person.id).where(Person.id == resident.id).with_for_update())
    second.refuse_near(by, field, resident.id)


def _record(event: Event, resident: Resident, reference: str, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=event,
            about=resident.id,
            by=by.actor,
            basis=Basis.DESK,
            object_ref=reference,
        )
    )
