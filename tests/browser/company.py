"""Everybody of the demonstration who walks over pages: each in a browser of their own."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.interop.demo.staff import current_code
from portal.kernel.db import reads, session
from portal.kernel.text import fold
from portal.people.models import Person
from portal.staff.models import StaffMember
from tests import cast
from tests.accounts.steps import newest_code
from tests.attacks.mallory import QuickClient
from tests.browser.walker import Stop, Walker

ANYBODY = "anybody"
RESIDENTS = {
    "men": "Phạm Thị Mến",
    "lan": "Hà Thị Lan",
    "duyen": "Lò Thị Duyên",
    "hoa": "Lương Thị Hoa",
}


class Company:
    """Browsers by the name of who sits before them; the caller is inside the application."""

    def __init__(self, app: Flask, adds: str = "") -> None:
        self.app = app
        self.adds = adds
        self.walkers: dict[str, Walker] = {}
        self.newcomer(ANYBODY)
        for who, full_name in RESIDENTS.items():
            cast.sign_in(self.newcomer(who).client, self._resident(full_name))
        for member in self._staff():
            cast.sign_in_staff(self.newcomer(member.staff_name).client, member)
        session.commit()

    def __getitem__(self, who: str) -> Walker:
        return self.walkers[who]

    def newcomer(self, who: str) -> Walker:
        """Sit somebody down before a browser nobody is signed in with."""
        self.walkers[who] = walker = Walker(who, QuickClient(self.app), adds=self.adds)
        return walker

    def person(self, full_name: str) -> UUID:
        """Find somebody of the commune."""
        query = sa.select(Person.id).where(Person.name_folded == fold(full_name))
        return reads().execute(query.order_by(Person.birth_date).limit(1)).scalar_one()

    def staff(self, staff_name: str) -> UUID:
        """Find one of the staff."""
        query = sa.select(StaffMember.id).where(StaffMember.staff_name == staff_name)
        return reads().execute(query).scalar_one()

    def code(self) -> str:
        """Return the six digits of the newest message."""
        return newest_code()

    def totp(self, staff_name: str) -> str:
        """Return what the authenticator of one of the staff shows now."""
        return current_code(staff_name)

    def stops(self) -> list[Stop]:
        """Return every page anybody was shown."""
        return [stop for one in self.walkers.values() for stop in one.stops.values()]

    def _resident(self, full_name: str) -> cast.Member:
        person_id = self.person(full_name)
        account_id = session.scalars(
            sa.select(Account.id).where(Account.person_id == person_id)
        ).one()
        return cast.Member(person_id, full_name, full_name, "", account_id)

    def _staff(self) -> list[cast.StaffCast]:
        rows = session.execute(
            sa.select(StaffMember.id, StaffMember.staff_name).order_by(StaffMember.staff_name)
        )
        return [cast.StaffCast(row.id, row.staff_name, "", "") for row in rows]
