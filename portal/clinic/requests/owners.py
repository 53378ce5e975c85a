"""Whose yes is asked for: the person, and the phone that answers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.access.gate import still_a_minor
from portal.consents.rules import needs_assent
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.kernel.partial_date import PartialDate
from portal.people.address import title
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.people.queries import mobile_of
from portal.representation.holders import holders_of
from portal.staff.models import StaffMember

MOST_ASKED = 5
_PERSON = sa.select(
    Person.id, Person.full_name, Person.sex, Person.birth_date, Person.birth_precision
).where(
    Person.id == sa.bindparam("person_id"),
    Person.deceased_on.is_(None),
    Person.merged_into.is_(None),
)
_OWN_RECORD = sa.select(StaffMember.person_id).where(StaffMember.id == sa.bindparam("staff_id"))


@dataclass(frozen=True, kw_only=True)
class Named:
    """The person whose record is asked for."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate

    @property
    def owner(self) -> Owner:
        return Owner(id=self.id, born=self.born)

    @property
    def in_full(self) -> str:
        """Name the owner of a record: "bà Phạm Thị Mến"."""
        if current_language() != "vi":
            return self.full_name
        return f"{title(self.born, self.sex, clock.today())} {self.full_name}"

    @property
    def is_minor(self) -> bool:
        return still_a_minor(self.born, clock.today())

    @property
    def is_asked_too(self) -> bool:
        """Say whether this is a child who must say yes beside the representative."""
        return needs_assent(self.born, clock.today())


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Somebody whose yes counts, and until when they may give one (None: no such end)."""

    person_id: UUID
    ends_at: datetime | None = None

    def at_most(self, until: datetime) -> datetime:
        """Return an end no later than that of what they were given to do."""
        return min(until, self.ends_at) if self.ends_at else until


@dataclass(frozen=True, kw_only=True)
class Recipient(Signatory):
    """Somebody who is asked, and their phone."""

    number: str

    @property
    def tail(self) -> str:
        return f"…{self.number[-3:]}"


def named(person_id: UUID) -> Named | None:
    """Return a living person."""
    row = reads().execute(_PERSON, {"person_id": person_id}).one_or_none()
    if row is None:
        return None
    born = PartialDate(row.birth_date, row.birth_precision)
    return Named(id=row.id, full_name=row.full_name, sex=row.sex, born=born)


def recipient_of(person: Named) -> Recipient | None:
    """Return the phone to tell: the person's own, a minor's representative's first.

    Somebody without a phone is asked through whoever may agree for them.
    """
    own, others = [Signatory(person_id=person.id)], _for_others(person)
    return _reached(others + own if person.is_minor else own + others)


def signatory_reached(person: Named, asker_id: UUID | None) -> Recipient | None:
    """Return the phone a code goes to: of somebody whose yes counts, never the asker's own."""
    return _reached([one for one in _signatories(person) if one.person_id != asker_id])


def signatory(person: Named, person_id: UUID | None) -> Signatory | None:
    """Return somebody as long as their yes counts for this person."""
    return next((one for one in _signatories(person) if one.person_id == person_id), None)


def acts_for(person: Named, staff_id: UUID) -> bool:
    """Say whether a member of staff may agree for this person as a resident."""
    own_id = reads().execute(_OWN_RECORD, {"staff_id": staff_id}).scalar()
    return own_id is not None and signatory(person, own_id) is not None


def _signatories(person: Named) -> list[Signatory]:
    """Return whose yes counts: a minor's alone does not (Law 91/2025/QH15, article 24)."""
    own = [] if person.is_minor else [Signatory(person_id=person.id)]
    return own + _for_others(person)


def _for_others(person: Named) -> list[Signatory]:
    return [
        Signatory(person_id=one.person_id, ends_at=one.ends_at)
        for one in holders_of(reads(), person.id, clock.now())
        if one.consents
    ]


def _reached(signatories: Sequence[Signatory]) -> Recipient | None:
    for one in signatories[:MOST_ASKED]:
        found = mobile_of(reads(), one.person_id)
        if found is not None:
            return Recipient(person_id=one.person_id, number=found[0], ends_at=one.ends_at)
    return None
