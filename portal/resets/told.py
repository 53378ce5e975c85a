"""Who is told of a reset: the phones on file, the new one, and who acts for the person.

Whoever acted at any time in the 30 days before the decision is told, and so is a phone an
earlier reset set aside in them: nobody is left out by being dropped before or afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account
from portal.kernel.db import Moment
from portal.people.kinds import PhoneKind
from portal.people.models import Person, Phone
from portal.representation.models import Representation
from portal.resets.models import AccountReset, Recipient, ResetPhone
from portal.resets.queries import Reset

MOST_TRUSTED = 10
LATELY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One number that is told, and in which language."""

    recipient: Recipient
    number: str = field(repr=False)
    number_index: bytes = field(repr=False)
    language: str


_AT = sa.bindparam("at", type_=Moment)
_SINCE = sa.bindparam("since", type_=Moment)
_OLD = (
    sa.select(Phone.number, Phone.number_index, Account.language)
    .join(Account, Account.person_id == Phone.person_id)
    .where(
        Phone.person_id == sa.bindparam("person_id"),
        Phone.kind == PhoneKind.MOBILE,
        sa.or_(
            Phone.active,
            Phone.id.in_(
                sa.select(ResetPhone.phone_id)
                .join(AccountReset, AccountReset.id == ResetPhone.reset_id)
                .where(
                    sa.or_(
                        AccountReset.id == sa.bindparam("reset_id"),
                        sa.and_(
                            AccountReset.person_id == sa.bindparam("person_id"),
                            AccountReset.used_at > _SINCE,
                        ),
                    )
                )
            ),
        ),
    )
    .order_by(Phone.recorded_on.desc(), Phone.id.desc())
)
_TRUSTED = (
    sa.select(
        Phone.number,
        Phone.number_index,
        sa.func.coalesce(Account.language, "vi").label("language"),
    )
    .select_from(Representation)
    .join(Person, Person.id == Representation.representative_id)
    .join(Phone, sa.and_(Phone.person_id == Person.id, Phone.kind == PhoneKind.MOBILE))
    .outerjoin(Account, Account.person_id == Person.id)
    .where(
        Representation.person_id == sa.bindparam("person_id"),
        Representation.starts_at <= _AT,
        sa.or_(Representation.ended_at.is_(None), Representation.ended_at > _SINCE),
        sa.or_(Representation.ends_at.is_(None), Representation.ends_at > _SINCE),
        Person.deceased_on.is_(None),
        Phone.active,
    )
    .order_by(Representation.starts_at, Phone.recorded_on.desc(), Phone.id.desc())
    .limit(MOST_TRUSTED)
)


def told_of(connection: Connection, reset: Reset, now: datetime) -> list[Told]:
    """Return everybody, each number once."""
    seen: dict[bytes, Told] = {}
    for one in _everybody(connection, reset, now):
        seen.setdefault(one.number_index, one)
    return list(seen.values())


def _everybody(connection: Connection, reset: Reset, now: datetime) -> Iterator[Told]:
    at = reset.decided_at or now
    values = {"person_id": reset.person_id, "since": at - LATELY}
    old = connection.execute(_OLD, values | {"reset_id": reset.id}).all()
    language = old[0].language if old else "vi"
    yield Told(
        recipient=Recipient.NEW_PHONE,
        number=reset.new_number,
        number_index=reset.new_number_index,
        language=language,
    )
    for row in old:
        yield Told(recipient=Recipient.OLD_PHONE, **row._mapping)
    for row in connection.execute(_TRUSTED, values | {"at": at}):
        yield Told(recipient=Recipient.TRUSTED, **row._mapping)
