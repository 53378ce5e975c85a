"""Loading the demonstration commune through the ordinary import."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.interop.demo.calendar import Calendar, calendar_of, keep
from portal.interop.demo.files import write_all
from portal.interop.runs.engine import Outcome, import_file
from portal.interop.runs.tally import Tally
from portal.kernel import clock
from portal.kernel.db import database
from portal.kernel.partial_date import add_months
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Person

_OWN_ACCOUNT_MONTHS = 15 * 12


def load(folder: Path, told: Callable[[Outcome], None] = lambda _outcome: None) -> Tally:
    """Write the commune's files into a folder and import them; safe to run twice.

    A commune already in the database keeps the day it was written for.
    """
    days = calendar_of(folder) if _has_people() else Calendar(clock.today())
    keep(folder, days)
    total = Tally()
    for path in write_all(folder, days):
        outcome = import_file(path)
        told(outcome)
        total += outcome.tally
    open_accounts()
    return total


def load_if_empty(folder: Path) -> Tally | None:
    """Load the commune into a database without persons; leave any other alone."""
    return None if _has_people() else load(folder)


def _has_people() -> bool:
    with database().engine.connect() as connection:
        return connection.execute(sa.select(Person.id).limit(1)).first() is not None


def open_accounts() -> int:
    """Open an account for everybody of 15 and over with a number, as a station does by hand."""
    youngest = add_months(clock.today(), -_OWN_ACCOUNT_MONTHS)
    with database().transaction() as connection:
        without = connection.scalars(
            sa.select(Person.id)
            .join(Identifier, Identifier.person_id == Person.id)
            .outerjoin(Account, Account.person_id == Person.id)
            .where(
                Identifier.system == IdentifierSystem.PERSONAL_ID,
                Identifier.active,
                Account.id.is_(None),
                Person.birth_date <= youngest,
            )
        ).all()
        rows = [
            {
                "id": uuid4(),
                "person_id": person_id,
                "opened_at": clock.now(),
                "suspended_at": None,
                "pin_hash": None,
                "totp_secret": None,
                "totp_confirmed_at": None,
                "totp_last_step": 0,
                "language": "vi",
                "large_text": False,
            }
            for person_id in without
        ]
        if rows:
            connection.execute(sa.insert(Account), rows)
    return len(rows)
