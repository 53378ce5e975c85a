"""Since when the commune is known: records written down and accounts opened village by village.

A list comes in on one day; without this, everything of the commune would be of that day, and no
report could tell one month from another.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import enrolment
from portal.interop.demo import newcomers
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.sharing_clock import happened_at
from portal.kernel.db import session
from portal.people.models import Administrative, Membership, Person
from portal.people.places import Household, Village

# How many days ago the team came to a village to write records down, and to open accounts.
_RECORDS = {
    "Thôn Suối Bạc": 420,
    "Đồng Thượng": 380,
    "Chợ Sen": 310,
    "Đồi Chè": 200,
    "Bản Mây": 90,
    "Nà Lúa": 36,
}
_ACCOUNTS = {
    "Thôn Suối Bạc": 400,
    "Đồng Thượng": 300,
    "Chợ Sen": 210,
    "Đồi Chè": 120,
    "Bản Mây": 45,
    "Nà Lúa": 3,
}
# One household every so many days.
_PACE = 4
_LIVED_THERE_FOR_YEARS = 3


def tell(days: Calendar) -> None:
    """Let people of a commune that was just imported have been known before; commits."""
    _have_lived_there(days)
    _have_had_records(days)
    newcomers.tell(days)
    for village, ago in _ACCOUNTS.items():
        with happened_at(days.morning(days.ago(days=ago))):
            enrolment.open_accounts(village, by="demo")


def _have_lived_there(days: Calendar) -> None:
    """Let everybody have lived at home for years, or since birth."""
    since = days.ago(years=_LIVED_THERE_FOR_YEARS)
    born = sa.select(Person.birth_date).where(Person.id == Membership.person_id).scalar_subquery()
    session.execute(
        sa.update(Membership).values(joined_on=sa.case((born > since, born), else_=since))
    )


def _have_had_records(days: Calendar) -> None:
    """Write part A down household by household, the youngest not before birth."""
    rows = session.execute(
        sa.select(Village.name, Household.id, Person.id.label("person_id"), Person.birth_date)
        .join(Household, Household.village_id == Village.id)
        .join(Membership, Membership.household_id == Household.id)
        .join(Person, Person.id == Membership.person_id)
        .order_by(Village.name, Household.code, Membership.position, Membership.id)
    ).all()
    visited: dict[str, list[UUID]] = {}
    for row in rows:
        homes = visited.setdefault(row.name, [])
        if row.id not in homes:
            homes.append(row.id)
        came = days.ago(days=_RECORDS[row.name]) + timedelta(days=_PACE * (len(homes) - 1))
        session.execute(
            sa.update(Administrative)
            .where(Administrative.person_id == row.person_id)
            .values(recorded_on=min(days.today, max(came, row.birth_date)))
        )
