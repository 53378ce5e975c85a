"""What happens at the desk of the station, step by step."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.text import fold
from portal.notifications.models import OutboxMessage
from portal.people.kinds import Relation
from portal.people.models import Membership
from portal.people.places import Household, Village
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient

SEARCH = "/clinic/"
Row = TypeVar("Row")


def lives_in(member: Member, village: str = "Suối Bạc", commune: str = "Xã Đồng Sen") -> None:
    """Give a person a household of their own; the caller commits."""
    name = fold(village)
    place = session.scalars(
        sa.select(Village).where(Village.commune == commune, Village.name_folded == name)
    ).one_or_none()
    if place is None:
        place = Village(name=village, name_folded=name, commune=commune)
        session.add(place)
        session.flush()  # the household is there
    house = Household(code=str(member.person_id)[-8:], commune=commune, village_id=place.id)
    session.add(house)
    session.flush()  # they live in it
    session.add(
        Membership(
            household_id=house.id,
            person_id=member.person_id,
            relation=Relation.HEAD,
            joined_on=date(2020, 1, 1),
        )
    )


def at_desk(visitor: InspectingClient, member: StaffCast) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return cast.sign_in_staff(visitor, member)


def find(visitor: InspectingClient, text: str) -> TestResponse:
    """Search, and show what was found."""
    begun = visitor.submit(SEARCH, {"query": text}, to="/clinic/search")
    return visitor.get(begun.location) if begun.status_code == 303 else begun


def panel_of(visitor: InspectingClient, member: Member) -> str:
    """Search by number and choose; return the address of the panel."""
    begun = visitor.submit(SEARCH, {"query": member.personal_id}, to="/clinic/search")
    return f"{begun.location}/people/{member.person_id}"


def ask(
    visitor: InspectingClient, member: Member, *sections: str, way: str = "", **other: str
) -> TestResponse:
    """Fill in the panel and press one of its buttons."""
    panel = panel_of(visitor, member)
    fields = {
        "purpose": "visit",
        "until": "afternoon",
        "sections": list(sections),
        "form_key": hidden(visitor.get(panel), "form_key"),
        **other,
    }
    return visitor.submit(panel, fields, to=f"{panel}/ask{way}")  # type: ignore[arg-type]


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"no {name}"
    return found[1]


def stored(statement: sa.Select[Row]) -> list[Row]:
    """Read rows and let go of the database: the next request may need to write."""
    session.rollback()
    rows = list(session.scalars(statement))
    session.expunge_all()
    session.rollback()
    return rows


@dataclass(frozen=True)
class Message:
    """One message as it will be sent."""

    recipient: str
    text: str


def messages() -> list[Message]:
    rows = stored(sa.select(OutboxMessage).order_by(OutboxMessage.id))
    return [Message(row.recipient or "", row.text or "") for row in rows]


def code_in(text: str) -> str:
    found = re.search(r"\b(\d{4} \d{4})\b", text)
    assert found, text
    return found[1]


def lines(**equal: object) -> list[AuditLine]:
    """Return the lines of the log with these values, oldest first."""
    return stored(sa.select(AuditLine).filter_by(**equal).order_by(AuditLine.seq))


def record_of(member: Member) -> str:
    return f"/clinic/patients/{member.person_id}"


def visit_address(encounter_id: UUID) -> str:
    return f"/clinic/visits/{encounter_id}"
