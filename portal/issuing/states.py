"""How far a person's account is: none, issued, in use, locked; one expression for all lists."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.enrolment import LEAST_YEARS
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Person


class AccountState(StrEnum):
    """How far it is; issued means opened, and never signed in to."""

    NONE = "none"
    ISSUED = "issued"
    ACTIVE = "active"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def tone(self) -> str:
        return TONES[self]


LABELS = {
    AccountState.NONE: _l("Not issued"),
    AccountState.ISSUED: _l("Issued, not used yet"),
    AccountState.ACTIVE: _l("In use"),
    AccountState.LOCKED: _l("Locked"),
}
TONES = {
    AccountState.NONE: "plain",
    AccountState.ISSUED: "due",
    AccountState.ACTIVE: "ok",
    AccountState.LOCKED: "bad",
}


class WhyNone(StrEnum):
    """Why somebody has no account and cannot be given one now."""

    DEAD = "dead"
    NO_NUMBER = "no_number"
    TOO_YOUNG = "too_young"

    @property
    def label(self) -> str:
        return str(WHY_NONE[self])


WHY_NONE = {
    WhyNone.DEAD: _l("has died"),
    WhyNone.NO_NUMBER: _l("no personal ID number yet"),
    WhyNone.TOO_YOUNG: _l("under 14"),
}

# Over persons outer-joined with their accounts.
STATE: sa.ColumnElement[Any] = sa.case(
    (Account.id.is_(None), AccountState.NONE.value),
    (
        sa.or_(~Account.is_open(), Person.deceased_on.is_not(None)),
        AccountState.LOCKED.value,
    ),
    (Account.first_signed_in_at.is_not(None), AccountState.ACTIVE.value),
    else_=AccountState.ISSUED.value,
)
HAS_NUMBER = sa.exists().where(
    Identifier.person_id == Person.id,
    Identifier.system == IdentifierSystem.PERSONAL_ID,
    Identifier.active,
)


def why_none(*, is_dead: bool, has_number: bool, born: PartialDate, today: date) -> WhyNone | None:
    """Say what stands against opening an account; None when nothing does.

    From 14 a citizen may hold an electronic identity of their own (Decree 69/2024/NĐ-CP,
    article 7). Of a birth known by its year the latest possible day counts.
    """
    if is_dead:
        return WhyNone.DEAD
    age = born.age_on(today)
    if age is None or age.least_years < LEAST_YEARS:
        return WhyNone.TOO_YOUNG
    return None if has_number else WhyNone.NO_NUMBER


@dataclass(frozen=True, kw_only=True)
class HowFar:
    """The state of one person's account; `why` only where there is none and can be none."""

    state: AccountState
    why: WhyNone | None

    @property
    def can_be_opened(self) -> bool:
        return self.state is AccountState.NONE and self.why is None


_ONE = (
    sa.select(
        STATE.label("state"),
        HAS_NUMBER.label("has_number"),
        Person.deceased_on.is_not(None).label("is_dead"),
        Person.birth_date,
        Person.birth_precision,
    )
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Person.id == sa.bindparam("person_id"))
)


def state_of(person_id: UUID) -> HowFar:
    """Return how far the account of a person of the register is."""
    return how_far(reads().execute(_ONE, {"person_id": person_id}).one(), clock.today())


def how_far(row: Any, today: date) -> HowFar:
    """Read a row with state, has_number, is_dead and birth."""
    state = AccountState(row.state)
    if state is not AccountState.NONE:
        return HowFar(state=state, why=None)
    why = why_none(
        is_dead=row.is_dead,
        has_number=row.has_number,
        born=PartialDate(row.birth_date, row.birth_precision),
        today=today,
    )
    return HowFar(state=state, why=why)
