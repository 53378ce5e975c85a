"""Writing a death down, and taking one back that was written down by mistake.

The record stays and is read by nobody. A wrong entry shuts somebody out of their own
record, so their phone is told, nobody writes down more than a few a day, and within 30 days
a second member of staff takes it back; what ended stays ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.access.residents import Resident
from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.merging import notices, second
from portal.merging.endings import Ended, end_everything
from portal.merging.models import DeathRecord, DeathSeen
from portal.people.models import Person
from portal.representation.models import Representation, RepresentationKind
from portal.staff.models import StaffMember
from portal.staff.signed_in import SignedInStaff

TAKE_BACK_FOR = timedelta(days=30)
MOST_A_DAY = 5
SEEN_LABELS = {
    DeathSeen.CERTIFICATE: _l("Death certificate seen"),
    DeathSeen.NOTICE: _l("Death notice seen"),
    DeathSeen.HOME_VISIT: _l("The household said so, and we went there"),
}


@dataclass(frozen=True, kw_only=True)
class NewDeath:
    """The day, and what was seen."""

    on: date
    seen: DeathSeen


def record_death(resident: Resident, death: NewDeath, *, by: SignedInStaff) -> None:
    """Write a death down and end what ends with it; raise RuleBroken where it cannot be."""
    now = clock.now()
    _hold(resident, by)
    _refuse_too_many(by, now)
    if death.on > clock.today():
        raise RuleBroken(_("This day has not come yet"), "died")
    if death.on < resident.born.earliest:
        raise RuleBroken(_("This day is before the birth"), "died")
    marked = change(
        sa.update(Person)
        .where(Person.id == resident.id, Person.deceased_on.is_(None))
        .values(deceased_on=death.on)
    )
    if marked != 1:
        raise RuleBroken(_("The death is on file already"), "died")
    notices.tell_closed(resident.id)
    ended = end_everything(resident.id, by=by.actor)
    record = DeathRecord(
        person_id=resident.id,
        commune=resident.commune,
        deceased_on=death.on,
        seen=death.seen,
        closed=ended.written,
        recorded_by=by.staff_id,
        recorded_at=now,
        take_back_until=now + TAKE_BACK_FOR,
    )
    session.add(record)
    session.flush()
    _write_down(Event.DEATH_RECORDED, resident, record.id, by)


def take_back(resident: Resident, *, by: SignedInStaff) -> None:
    """Take a death back as a second person; raise RuleBroken where it is not theirs."""
    now = clock.now()
    _hold(resident, by)
    standing = session.execute(_STANDING, {"person_id": resident.id}).one_or_none()
    record_id = standing.id if standing else None
    if standing is not None:
        second.refuse_one_hand(by, standing.recorded_by, "died")
    taken = change(
        sa.update(DeathRecord)
        .where(
            DeathRecord.id == record_id,
            DeathRecord.taken_back_at.is_(None),
            DeathRecord.recorded_by != by.staff_id,
            DeathRecord.take_back_until > now,
        )
        .values(taken_back_by=by.staff_id, taken_back_at=now)
    )
    if record_id is None or taken != 1:
        raise RuleBroken(
            _("Within 30 days, and not by who wrote it down: a colleague takes it back"), "died"
        )
    change(sa.update(Person).where(Person.id == resident.id).values(deceased_on=None))
    _write_down(Event.DEATH_TAKEN_BACK, resident, record_id, by)


_STANDING = sa.select(DeathRecord.id, DeathRecord.recorded_by).where(
    DeathRecord.person_id == sa.bindparam("person_id"), DeathRecord.taken_back_at.is_(None)
)


def _hold(resident: Resident, by: SignedInStaff) -> None:
    session.execute(sa.select(Person.id).where(Person.id == resident.id).with_for_update())
    second.refuse_near(by, "died", resident.id)


def _refuse_too_many(by: SignedInStaff, now: datetime) -> None:
    """Count what this member wrote down in a day, taken back or not; their row is held."""
    session.execute(
        sa.select(StaffMember.id).where(StaffMember.id == by.staff_id).with_for_update()
    )
    lately = session.scalar(
        sa.select(sa.func.count())
        .select_from(DeathRecord)
        .where(
            DeathRecord.recorded_by == by.staff_id,
            DeathRecord.recorded_at > now - timedelta(days=1),
        )
    )
    if (lately or 0) >= MOST_A_DAY:
        raise RuleBroken(_("Five deaths in a day. A colleague writes the next one down"), "died")


def _write_down(event: Event, resident: Resident, record_id: UUID, by: SignedInStaff) -> None:
    trail.record(
        Line(
            event=event,
            about=resident.id,
            by=by.actor,
            basis=Basis.DESK,
            object_ref=f"death:{record_id}",
        )
    )


@dataclass(frozen=True, kw_only=True)
class DeathLine:
    """A death as it stands on file."""

    person_id: UUID
    deceased_on: date
    seen: DeathSeen
    recorded_by: UUID
    recorded_by_name: str
    recorded_at: datetime
    take_back_until: datetime
    taken_back_by_name: str | None
    taken_back_at: datetime | None
    ended: Ended

    @property
    def seen_label(self) -> str:
        return str(SEEN_LABELS[self.seen])

    def may_take_back(self, staff: SignedInStaff, now: datetime) -> bool:
        """Say whether this member may take it back: not who wrote it down, within 30 days."""
        return (
            self.taken_back_at is None
            and now < self.take_back_until
            and second.is_second(staff, self.recorded_by, self.person_id)
        )


_WRITER, _TAKER = aliased(StaffMember), aliased(StaffMember)
_LINES = (
    sa.select(
        DeathRecord.person_id,
        DeathRecord.deceased_on,
        DeathRecord.seen,
        DeathRecord.recorded_by,
        _WRITER.full_name.label("recorded_by_name"),
        DeathRecord.recorded_at,
        DeathRecord.take_back_until,
        _TAKER.full_name.label("taken_back_by_name"),
        DeathRecord.taken_back_at,
        DeathRecord.closed,
    )
    .join(_WRITER, _WRITER.id == DeathRecord.recorded_by)
    .outerjoin(_TAKER, _TAKER.id == DeathRecord.taken_back_by)
    .where(DeathRecord.person_id == sa.bindparam("person_id"))
    .order_by(DeathRecord.recorded_at.desc(), DeathRecord.id)
    .limit(1)
)


def death_of(person_id: UUID) -> DeathLine | None:
    """Return the newest death on file, one taken back too."""
    row = reads().execute(_LINES, {"person_id": person_id}).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    return DeathLine(ended=Ended.read(values.pop("closed")), **values)


_OTHERS = aliased(Representation)
_CHILDREN = (
    sa.select(Person.full_name)
    .join(Representation, Representation.person_id == Person.id)
    .join(DeathRecord, DeathRecord.person_id == Representation.representative_id)
    .where(
        Representation.representative_id == sa.bindparam("person_id"),
        Representation.kind != RepresentationKind.DELEGATE,
        Representation.ended_at >= DeathRecord.recorded_at,
        Person.deceased_on.is_(None),
        ~sa.exists().where(_OTHERS.person_id == Person.id, _OTHERS.ended_at.is_(None)),
    )
    .distinct()
    .order_by(Person.full_name)
)


def left_without(person_id: UUID) -> Sequence[str]:
    """Return the children the dead acted for whom nobody acts for now, by name."""
    return reads().scalars(_CHILDREN, {"person_id": person_id}).all()
