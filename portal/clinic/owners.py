"""Whose yes is asked for: the person, and the phone that answers for them."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.access.gate import still_a_minor
from portal.consents.rules import needs_assent
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import Moment, reads
from portal.kernel.i18n import current_language
from portal.kernel.partial_date import PartialDate
from portal.people.address import title
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.people.queries import mobile_of
from portal.representation.models import Representation
from portal.representation.queries import in_force

_PERSON = sa.select(
    Person.id, Person.full_name, Person.sex, Person.birth_date, Person.birth_precision
).where(Person.id == sa.bindparam("person_id"), Person.deceased_on.is_(None))
_REPRESENTATIVES = (
    sa.select(Representation.representative_id)
    .where(
        Representation.person_id == sa.bindparam("person_id"),
        Representation.consents,
        in_force(sa.bindparam("now", type_=Moment)),
    )
    .order_by(Representation.starts_at, Representation.id)
    .limit(4)
)


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
class Recipient:
    """The phone that is asked, and whose it is."""

    person_id: UUID
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
    """Return the phone to ask: the person's own, a minor's representative's first.

    Somebody without a phone is asked through whoever may agree for them.
    """
    own = [person.id]
    values = {"person_id": person.id, "now": clock.now()}
    others = list(reads().execute(_REPRESENTATIVES, values).scalars())
    for person_id in others + own if person.is_minor else own + others:
        found = mobile_of(reads(), person_id)
        if found is not None:
            return Recipient(person_id=person_id, number=found[0])
    return None
