"""Naming and stopping over and over sends somebody few messages."""

import sqlalchemy as sa

from portal.kernel.db import session
from portal.representation.models import EndedAs, Representation
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic import desk
from tests.sharing import steps
from tests.sharing.steps import path


def names(visitor: InspectingClient, check: str) -> tuple[int, str]:
    fields = {"csrf_token": visitor.token(check), "answer": "agree"}
    answered = visitor.post(check, data=fields)
    return answered.status_code, answered.text


def stops(visitor: InspectingClient, person: Member) -> None:
    [named] = steps.read(sa.select(Representation.id).where(Representation.ended_at.is_(None)))
    listed = path(person, "representatives")
    assert visitor.submit(listed, to=f"{listed}/{named}/stop").status_code == 303


def test_a_fourth_naming_in_a_day_is_refused(visitor: InspectingClient) -> None:
    men, hung = cast.men(), cast.hung()
    session.commit()
    steps.in_english(cast.sign_in(visitor, men))
    who = {"who": "else", "number": hung.personal_id, "full_name": hung.full_name}
    rights = visitor.submit(path(men, "representatives", "new"), who).location
    term = visitor.submit(rights, {"scopes": "pay"}).location
    check = visitor.submit(term, {"term": "1"}).location
    for _each in range(3):
        assert names(visitor, check)[0] == 303
        stops(visitor, men)

    status, page = names(visitor, check)

    assert status == 422
    assert "3 namings a day at most" in page
    told = [one for one in desk.messages() if one.recipient == hung.phone]
    assert len(told) == 3
    ended = steps.read(sa.select(Representation.ended_as))
    assert ended == [EndedAs.REPRESENTED] * 3
