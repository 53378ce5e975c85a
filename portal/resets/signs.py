"""What stands out about a reset, and when its account was used last, read for the rules."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import config
from portal.kernel import clock
from portal.kernel.db import reads
from portal.people.models import Person, Phone
from portal.resets.models import AccountReset
from portal.resets.queries import Reset
from portal.resets.rules import MONTH, Flag, Signs, flags
from portal.staff.hours import is_after_hours

_PERSON = AccountReset.person_id == sa.bindparam("person_id")
_THIS_MONTH = sa.and_(
    AccountReset.requested_at > sa.bindparam("since"),
    AccountReset.requested_at < sa.bindparam("until"),
    AccountReset.id != sa.bindparam("reset_id"),
)
_SIGNS = sa.select(
    sa.select(sa.func.count(sa.distinct(Phone.person_id)))
    .join(Person, Person.id == Phone.person_id)
    .where(
        Phone.number_index == sa.bindparam("number_index"),
        Phone.active,
        Phone.person_id != sa.bindparam("person_id"),
        Person.deceased_on.is_(None),
    )
    .scalar_subquery()
    .label("people"),
    sa.select(sa.func.count(sa.distinct(AccountReset.person_id)))
    .where(
        AccountReset.new_number_index == sa.bindparam("number_index"),
        AccountReset.person_id != sa.bindparam("person_id"),
        _THIS_MONTH,
    )
    .scalar_subquery()
    .label("others"),
    sa.select(sa.func.count())
    .select_from(AccountReset)
    .where(_PERSON, _THIS_MONTH)
    .scalar_subquery()
    .label("before"),
)
_ACTIVITY = sa.select(
    sa.func.max(SignInSession.started_at).label("last_signed_in_at"),
    sa.func.max(SignInSession.last_seen_at).label("last_used_at"),
    sa.func.count()
    .filter(SignInSession.ended_at.is_(None), SignInSession.expires_at > sa.bindparam("now"))
    .label("running"),
).where(SignInSession.account_id == sa.bindparam("account_id"))
_HAS_APP = sa.select(Account.totp_confirmed_at.is_not(None)).where(
    Account.id == sa.bindparam("account_id")
)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How an account was used of late; `running` counts the browsers signed in now."""

    last_signed_in_at: datetime | None
    last_used_at: datetime | None
    running: int
    has_app: bool


def activity_of(account_id: UUID) -> Activity:
    """Return how an account was used of late."""
    values = {"account_id": account_id, "now": clock.now()}
    row = reads().execute(_ACTIVITY, values).one()
    has_app = bool(reads().scalar(_HAS_APP, {"account_id": account_id}))
    return Activity(**row._mapping, has_app=has_app)


def flags_of(reset: Reset, activity: Activity) -> tuple[Flag, ...]:
    """Return what stands out about a reset, as it was when it was asked for."""
    row = (
        reads()
        .execute(
            _SIGNS,
            {
                "number_index": reset.new_number_index,
                "person_id": reset.person_id,
                "reset_id": reset.id,
                "since": reset.requested_at - MONTH,
                "until": reset.requested_at,
            },
        )
        .one()
    )
    return flags(
        Signs(
            asked_at=reset.requested_at,
            after_hours=is_after_hours(reset.requested_at, config().station),
            people_on_number=row.people + 1,
            others_with_number=row.others,
            resets_before=row.before,
            card_matched=reset.card_matched,
            in_person=reset.proof.in_person,
            last_used=activity.last_used_at,
        )
    )
