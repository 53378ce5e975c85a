"""What the register and the accounts know of a resident; nothing of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.kernel.db import reads
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Membership, Person, Phone

_PERSON_ID: sa.BindParameter[Any] = sa.bindparam("person_id")


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number in force; only its end leaves this module."""

    system: IdentifierSystem
    tail: str


_NUMBERS = (
    sa.select(Identifier.system, Identifier.value)
    .where(
        Identifier.person_id == _PERSON_ID,
        Identifier.active,
        Identifier.system.in_((IdentifierSystem.PERSONAL_ID, IdentifierSystem.LOCAL_RECORD)),
    )
    .order_by(Identifier.system.desc(), Identifier.id)
)
_PHONES = (
    sa.select(Phone.number)
    .where(Phone.person_id == _PERSON_ID, Phone.active)
    .order_by(Phone.recorded_on.desc(), Phone.id.desc())
)


def numbers_of(person_id: UUID) -> Sequence[Number]:
    """Return the personal number and the station's own code, as far as there are any."""
    rows = reads().execute(_NUMBERS, {"person_id": person_id})
    return [Number(system=row.system, tail=row.value[-3:]) for row in rows]


def phone_tails(person_id: UUID) -> Sequence[str]:
    """Return the ends of the phone numbers on file, the newest first."""
    return [number[-3:] for number in reads().scalars(_PHONES, {"person_id": person_id})]


@dataclass(frozen=True, kw_only=True)
class Housemate:
    """Somebody of the same household."""

    id: UUID
    full_name: str
    birth_year: int


_HOUSEMATES = (
    sa.select(Person.id, Person.full_name, Person.birth_date)
    .join(Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None)))
    .where(
        Membership.household_id == sa.bindparam("household_id"),
        Person.id != _PERSON_ID,
        Person.deceased_on.is_(None),
        Person.merged_into.is_(None),
    )
    .order_by(Membership.position, Person.id)
)


def housemates(household_id: UUID, person_id: UUID) -> Sequence[Housemate]:
    """Return the other living people of a household."""
    values = {"household_id": household_id, "person_id": person_id}
    return [
        Housemate(id=row.id, full_name=row.full_name, birth_year=row.birth_date.year)
        for row in reads().execute(_HOUSEMATES, values)
    ]


@dataclass(frozen=True, kw_only=True)
class AccountStands:
    """What stands against a person's account at this moment."""

    is_frozen: bool
    is_suspended: bool
    held_until: datetime | None

    def is_held(self, now: datetime) -> bool:
        return self.held_until is not None and now < self.held_until


_ACCOUNT = sa.select(
    Account.frozen_at.is_not(None).label("is_frozen"),
    Account.suspended_at.is_not(None).label("is_suspended"),
    Account.held_until,
).where(Account.person_id == _PERSON_ID)


def account_stands(connection: sa.Connection, person_id: UUID) -> AccountStands | None:
    """Return what stands against an account; None where there is none."""
    row = connection.execute(_ACCOUNT, {"person_id": person_id}).one_or_none()
    return AccountStands(**row._mapping) if row else None
