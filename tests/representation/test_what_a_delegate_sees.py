"""A delegate reads the record less all that is private, and each look is the delegate's."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import Actor
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from portal.record.numbers import numbers_of
from portal.representation import services
from portal.representation.models import EndedAs, Representation
from tests import cast
from tests.attacks import daughter
from tests.client import InspectingClient
from tests.sharing.test_representatives import delegated


@pytest.mark.parametrize("page", ["visits", "results", "record"])
def test_a_delegate_sees_open_visits_and_nothing_private(
    app: Flask, visitor: InspectingClient, page: str
) -> None:
    men, lan = cast.men(), cast.lan()
    delegated(men, lan)
    daughter.a_visit(men, daughter.OPEN, "Mở", Sensitivity.NONE)
    daughter.a_visit(men, daughter.RESTRICTED, daughter.MARK, Sensitivity.MENTAL)
    daughter.private_facts(men)
    session.commit()
    cast.sign_in(visitor, lan)

    shown = visitor.get(f"/people/{men.person_id}/{page}")
    assert shown.status_code == 200
    assert daughter.MARK not in shown.text


def test_who_may_only_pay_sees_nothing(app: Flask, visitor: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    delegated(men, lan, sees=False, pays=True)
    session.commit()
    cast.sign_in(visitor, lan)

    for page in ("record", "visits", "doses", "access", "sharing", "representatives"):
        assert visitor.get(f"/people/{men.person_id}/{page}").status_code == 404, page
    assert men.full_name not in visitor.get("/people").text
    assert men.full_name in visitor.get("/representing").text


def test_the_record_no_longer_names_a_representative_who_has_ended(app: Flask) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    session.commit()
    assert [tie.represents for tie in numbers_of(minh.person_id).relatives] == [True]

    named = session.scalars(sa.select(Representation.id)).one()
    services.end(named, by=Actor(name="x"), ended_as=EndedAs.STATION, basis=None)
    session.commit()
    assert [tie.represents for tie in numbers_of(minh.person_id).relatives] == [False]
