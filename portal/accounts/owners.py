"""What is on file with the person an account belongs to, and who shares their phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.accounts.models import Account
from portal.kernel import crypto
from portal.kernel.partial_date import PartialDate, Precision, add_months
from portal.people.kinds import IdentifierSystem, PhoneKind
from portal.people.models import Identifier, Person, Phone

ADULT_MONTHS = 18 * 12

HAS_MOBILE = sa.exists().where(
    Phone.person_id == Account.person_id, Phone.active, Phone.kind == PhoneKind.MOBILE
)
_MOBILES = (
    sa.select(Phone.person_id, Phone.number)
    .where(
        Phone.person_id.in_(sa.bindparam("people", expanding=True)),
        Phone.active,
        Phone.kind == PhoneKind.MOBILE,
    )
    .order_by(Phone.recorded_on, Phone.id)
)


def mobiles_of(connection: Connection, people: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the mobile codes go to, of each of these people who has one on file."""
    rows = connection.execute(_MOBILES, {"people": list(people)})
    return {row.person_id: row.number for row in rows}  # the newest comes last


_ADULTS_ON_NUMBER = (
    sa.select(sa.func.count(sa.distinct(Person.id)))
    .join(Phone, sa.and_(Phone.person_id == Person.id, Phone.active))
    .join(Account, Account.person_id == Person.id)
    .where(
        Phone.number_index == sa.bindparam("number_index"),
        Person.birth_date <= sa.bindparam("born_until"),
        Person.deceased_on.is_(None),
        Account.is_open(),
    )
)


def adults_on(connection: Connection, number_index: bytes, today: date) -> int:
    """Count the adults with accounts whose codes may go to one number.

    A birth known only by its year counts from its first possible day.
    """
    found = connection.execute(
        _ADULTS_ON_NUMBER,
        {"number_index": number_index, "born_until": add_months(today, -ADULT_MONTHS)},
    )
    return int(found.scalar_one())


_OWNER = (
    sa.select(
        Person.birth_date,
        Person.birth_precision,
        Identifier.value.label("personal_id"),
        Phone.number.label("phone"),
        Account.language,
        Account.pin_hash.is_not(None).label("has_pin"),
        Account.totp_confirmed_at.is_not(None).label("has_app"),
    )
    .select_from(Account)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(
        Identifier,
        sa.and_(
            Identifier.person_id == Person.id,
            Identifier.system == IdentifierSystem.PERSONAL_ID,
            Identifier.active,
        ),
    )
    .outerjoin(
        Phone,
        sa.and_(Phone.person_id == Person.id, Phone.active, Phone.kind == PhoneKind.MOBILE),
    )
    .where(Account.id == sa.bindparam("account_id"))
    .order_by(Phone.recorded_on.desc(), Phone.id.desc(), Identifier.id.desc())
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """What is on file with the person an account belongs to."""

    born: PartialDate
    personal_id: str = field(repr=False)
    phone: str = field(repr=False)
    language: str
    has_pin: bool
    has_app: bool

    @property
    def number_index(self) -> bytes:
        """The blind index of the phone on file."""
        return crypto.blind_index("phone", self.phone)


def owner_of(connection: Connection, account_id: UUID) -> Owner:
    """Return the person an account belongs to, with the number and phone in force."""
    row = connection.execute(_OWNER, {"account_id": account_id}).one()
    return Owner(
        born=PartialDate(row.birth_date, Precision(row.birth_precision)),
        personal_id=row.personal_id or "",
        phone=row.phone or "",
        language=row.language,
        has_pin=row.has_pin,
        has_app=row.has_app,
    )
