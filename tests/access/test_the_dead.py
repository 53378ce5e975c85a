"""A session ends with its owner."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import session
from portal.people.models import Person
from tests import cast
from tests.client import InspectingClient


def test_the_session_of_somebody_who_died_opens_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    assert visitor.get("/home").status_code == 200

    session.execute(
        sa.update(Person).where(Person.id == lan.person_id).values(deceased_on=date(2026, 11, 20))
    )
    session.commit()

    assert visitor.get("/home").location == "/sign-in"
