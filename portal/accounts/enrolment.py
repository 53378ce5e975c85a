"""Opening accounts for the people of the commune, and ending sessions from the desk.

From 14 a Vietnamese citizen may hold an electronic identity of their own (Decree
69/2024/NĐ-CP, article 7), so an account is opened from 14 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.keys_of_rows import new_key
from portal.kernel.partial_date import PartialDate, Precision
from portal.kernel.text import fold
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Membership, Person
from portal.people.places import Household, Village

LEAST_YEARS = 14


@dataclass(frozen=True, kw_only=True)
class Owned:
    """An account and the person it belongs to."""

    account_id: UUID
    person_id: UUID


def account_of(typed: PersonalId) -> Owned | None:
    """Return the account a number signs in to, suspended ones aside."""
    row = session.execute(
        sa.select(Account.id, Account.person_id)
        .join(Identifier, Identifier.person_id == Account.person_id)
        .where(
            Identifier.system == IdentifierSystem.PERSONAL_ID,
            Identifier.value_index == typed.index,
            Identifier.active,
            Account.is_open(),
        )
    ).one_or_none()
    return Owned(account_id=row.id, person_id=row.person_id) if row else None


def open_accounts(village: str | None = None, *, by: str = "enrol") -> int:
    """Open an account for everybody old enough who has a number and none yet.

    Return how many were opened; a second run opens none. `village` is a name, without
    accents or with. The caller commits.
    """
    today, opened = clock.today(), 0
    for row in session.execute(_without_account(village)):
        born = PartialDate(row.birth_date, Precision(row.birth_precision))
        age = born.age_on(today)
        if age is not None and age.least_years >= LEAST_YEARS:
            _open(row.id, by)
            opened += 1
    return opened


def _without_account(village: str | None) -> sa.Select[UUID, date, Precision]:
    people = (
        sa.select(Person.id, Person.birth_date, Person.birth_precision)
        .join(
            Identifier,
            sa.and_(
                Identifier.person_id == Person.id,
                Identifier.system == IdentifierSystem.PERSONAL_ID,
                Identifier.active,
            ),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Account.id.is_(None),
            Person.deceased_on.is_(None),
            Person.merged_into.is_(None),
        )
        .distinct()
        .order_by(Person.id)
    )
    if village is None:
        return people
    return (
        people.join(
            Membership, sa.and_(Membership.person_id == Person.id, Membership.left_on.is_(None))
        )
        .join(Household, Household.id == Membership.household_id)
        .join(Village, Village.id == Household.village_id)
        .where(Village.name_folded == fold(village))
    )


def open_for(
    people: Sequence[UUID], *, by: Actor, object_ref: str | None = None
) -> Mapping[UUID, UUID]:
    """Open an account for each of these people; return the accounts by person.

    The caller has checked that they are old enough, have a number, and have none yet.
    """
    opened = {person_id: new_key() for person_id in people}
    if opened:
        session.execute(sa.insert(Account), [_row(*pair) for pair in opened.items()])
    trail.record(
        *(
            Line(event=Event.ACCOUNT_OPENED, about=person_id, by=by, object_ref=object_ref)
            for person_id in opened
        )
    )
    return opened


def _open(person_id: UUID, by: str) -> None:
    account_id = new_key()
    session.execute(sa.insert(Account), _row(person_id, account_id))
    desk = Actor(name=by, account_id=account_id)
    trail.record(Line(event=Event.ACCOUNT_OPENED, about=person_id, by=desk))


def _row(person_id: UUID, account_id: UUID) -> dict[str, object]:
    return {
        "id": account_id,
        "person_id": person_id,
        "opened_at": clock.now(),
        "totp_last_step": 0,
        "language": "vi",
        "large_text": False,
    }
