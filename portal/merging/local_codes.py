"""The code a station gives to whoever has no number yet: 99101-2026-00042."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.kernel.db import session
from portal.merging.models import LocalNumber


def next_code(facility_code: str, year: int) -> str:
    """Take the station's next running number of the year; no two ask for the same.

    The row is held until the transaction ends, so a number is given only with its person.
    """
    number = _taken(facility_code, year) or _first(facility_code, year)
    return f"{facility_code}-{year}-{number:05}"


def _taken(facility_code: str, year: int) -> int | None:
    return session.connection().scalar(
        sa.update(LocalNumber)
        .where(LocalNumber.facility_code == facility_code, LocalNumber.year == year)
        .values(last=LocalNumber.last + 1)
        .returning(LocalNumber.last)
    )


def _first(facility_code: str, year: int) -> int:
    try:
        with session.begin_nested():  # a colleague may enter the year's first at this moment
            session.add(LocalNumber(facility_code=facility_code, year=year, last=1))
    except IntegrityError:
        taken = _taken(facility_code, year)
        if taken is None:
            raise
        return taken
    return 1
