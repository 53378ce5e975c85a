"""Finding the adult somebody wants to name: at home, or by number and name together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts import throttle
from portal.accounts.limits import Bucket
from portal.accounts.models import Account
from portal.accounts.signed_in import SignedIn
from portal.kernel import clock
from portal.kernel.db import Moment, reads, separate_transaction
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.kernel.text import fold
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem, Sex
from portal.people.models import Identifier, Membership, Person
from portal.representation.models import Representation
from portal.representation.queries import in_force
from portal.representation.rules import is_adult

FAILURES_PER_DAY = 5


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An adult who may be named."""

    id: UUID
    full_name: str
    sex: Sex
    born: PartialDate


_PERSON = sa.select(
    Person.id, Person.full_name, Person.name_folded, Person.sex, Person.birth_date,
    Person.birth_precision,
).where(Person.deceased_on.is_(None))  # fmt: skip
_HOME = (
    sa.select(Membership.household_id)
    .where(Membership.person_id == sa.bindparam("person_id"), Membership.left_on.is_(None))
    .scalar_subquery()
)
_AT_HOME = (
    _PERSON.join(
        Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None))
    )
    .join(Account, Account.person_id == Person.id)
    .where(
        Membership.household_id == _HOME,
        Person.id != sa.bindparam("person_id"),
        Account.is_open(),
        ~sa.exists().where(
            Representation.person_id == sa.bindparam("person_id"),
            Representation.representative_id == Person.id,
            in_force(sa.bindparam("now", type_=Moment)),
        ),
    )
    .order_by(Membership.position, Person.id)
)
_BY_NUMBER = _PERSON.join(Identifier, Identifier.person_id == Person.id).where(
    Identifier.system == IdentifierSystem.PERSONAL_ID,
    Identifier.value_index == sa.bindparam("value_index"),
    Identifier.active,
)
_BY_ID = _PERSON.where(Person.id == sa.bindparam("person_id"))


def at_home(person_id: UUID, today: date) -> Sequence[Candidate]:
    """Return the other adults of the household who can sign in and are not named yet."""
    rows = reads().execute(_AT_HOME, {"person_id": person_id, "now": clock.now()})
    found = [_candidate(row) for row in rows]
    return [one for one in found if is_adult(one.born, today)]


def of_id(person_id: UUID, today: date) -> Candidate | None:
    """Return the adult chosen earlier, if still there."""
    row = reads().execute(_BY_ID, {"person_id": person_id}).one_or_none()
    found = _candidate(row) if row else None
    return found if found and is_adult(found.born, today) else None


def named(number: PersonalId, full_name: str, *, by: SignedIn) -> Candidate:
    """Return the one adult with this number and this name, for a resident; raise RuleBroken."""
    return exactly(number, full_name, by.person_id, key=by.account_id.bytes, tries=FAILURES_PER_DAY)


def exactly(
    number: PersonalId, full_name: str, person_id: UUID, *, key: bytes, tries: int
) -> Candidate:
    """Return the one adult with this number and this name, who is not the person themselves.

    Raise one and the same RuleBroken whichever of the two is wrong. A wrong try is counted
    under the key of who tries, in the transaction that compares.
    """
    now = clock.now()
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        failed = throttle.failures(connection, key, (Bucket.NAMING_FAILED,), now)
        spent = failed.get(Bucket.NAMING_FAILED.value, 0) >= tries
        found = None if spent else _match(connection, number, full_name)
        if found is None and not spent:
            throttle.note(connection, now, ((Bucket.NAMING_FAILED, key, None),))
    if spent:
        raise RuleBroken(_("Too many tries today. Try tomorrow, or ask the station"), "number")
    if found is None or found.id == person_id:
        raise RuleBroken(_("No person has this number and this name"), "number")
    return found


def _match(connection: Connection, number: PersonalId, full_name: str) -> Candidate | None:
    row = connection.execute(_BY_NUMBER, {"value_index": number.index}).one_or_none()
    if row is None or row.name_folded != fold(full_name):
        return None
    found = _candidate(row)
    return found if is_adult(found.born, clock.today()) else None


def _candidate(row: Any) -> Candidate:
    return Candidate(
        id=row.id,
        full_name=row.full_name,
        sex=row.sex,
        born=PartialDate(row.birth_date, row.birth_precision),
    )
