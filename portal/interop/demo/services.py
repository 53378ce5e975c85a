"""Loading the demonstration commune through the ordinary import."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from portal.accounts import enrolment
from portal.interop.demo import fees, sharing, since, staff
from portal.interop.demo.calendar import Calendar, calendar_of, keep
from portal.interop.demo.files import write_all
from portal.interop.runs.engine import Outcome, import_file
from portal.interop.runs.tally import Tally
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.people.models import Person


def load(
    folder: Path,
    told: Callable[[Outcome], None] = lambda _outcome: None,
    *,
    with_sharing: bool = True,
) -> Tally:
    """Write the commune's files into a folder and import them; safe to run twice.

    A commune already in the database keeps the day it was written for. Without sharing,
    nobody has allowed, opened, reported or paid anything yet.
    """
    is_new = not _has_people()
    days = Calendar(clock.today()) if is_new else calendar_of(folder)
    keep(folder, days)
    total = Tally()
    for path in write_all(folder, days):
        outcome = import_file(path)
        told(outcome)
        total += outcome.tally
    if is_new:
        since.tell(days)
    enrolment.open_accounts(by="demo")
    staff.open_accounts()
    session.commit()  # a command is its own request
    if with_sharing:
        sharing.tell(days)
        fees.tell(days)
    return total


def load_if_empty(folder: Path) -> Tally | None:
    """Load the commune into a database without persons; leave the people of any other alone.

    A commune loaded before its staff had accounts gets them, what was shared and what was paid.
    """
    if not _has_people():
        return load(folder)
    if (folder / "01-co-so-y-te.csv").exists():
        staff.open_accounts()
        session.commit()  # a command is its own request
        sharing.tell(calendar_of(folder))
        fees.tell(calendar_of(folder))
    return None


def _has_people() -> bool:
    with database().engine.connect() as connection:
        return connection.execute(sa.select(Person.id).limit(1)).first() is not None
