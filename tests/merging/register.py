"""The register at the desk, step by step."""

from datetime import date
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.merging.models import PersonMerge
from portal.people.kinds import TieKind
from portal.people.models import FamilyTie, Person
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient, a_browser

Row = TypeVar("Row")
BORN = PartialDate(date(1990, 5, 6))
MOTHER = "Lò Thị Ín"


def a_twin_entry(name: str = "Lò Thị Hai", *, mother: str = MOTHER, **more: str) -> Member:
    """Add an entry with a mother named on it; two of them look like one person."""
    member = cast.a_person(name, born=BORN, **more)  # type: ignore[arg-type]
    session.add(
        FamilyTie(person_id=member.person_id, kind=TieKind.MOTHER, name=mother, **cast.RECORDED)
    )
    session.flush()
    return member


def pair_of(one: Member, other: Member) -> str:
    """Return the address of a pair."""
    first, second = sorted((one.person_id, other.person_id))
    return f"/desk/register/pairs/{first}/{second}"


def at_the_desk(app: Flask, member: StaffCast) -> InspectingClient:
    return cast.sign_in_staff(a_browser(app), member)


def ask(client: InspectingClient, kept: Member, merged: Member) -> str:
    """Ask for a merge at the desk and return its address."""
    path = pair_of(kept, merged)
    fields = {"kept": str(kept.person_id)}
    answer = client.submit(path, fields, to=f"{path}/merge")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def fresh(query: sa.Select[Row]) -> list[Row]:
    """Read rows as they stand now, and hold nothing open."""
    session.rollback()
    session.expire_all()
    found = list(session.scalars(query))
    session.expunge_all()
    session.rollback()
    return found


def the_merge() -> PersonMerge:
    return fresh(sa.select(PersonMerge))[0]


def person(person_id: UUID) -> Person:
    return fresh(sa.select(Person).where(Person.id == person_id))[0]


def lines(event: str) -> list[AuditLine]:
    return fresh(sa.select(AuditLine).where(AuditLine.event == event))


def rows(kind: type[Row], person_id: UUID) -> list[Row]:
    """Return the rows of one table about a person, in order."""
    query = sa.select(kind).where(kind.person_id == person_id)  # type: ignore[attr-defined]
    return fresh(query.order_by(*kind.__table__.primary_key))  # type: ignore[attr-defined]
