"""Searches, codes and sessions of staff are deleted when nobody needs them any more."""

from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents.code_services import make_desk_code
from portal.consents.sections import PLAIN, Section
from portal.consents.services import Owner
from portal.finding import services as search_services
from portal.kernel.db import database, session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.openings import as_signed_in

PRIVATE = next(section for section in Section if section not in PLAIN)


def counted(table: str) -> int:
    query = sa.select(sa.func.count()).select_from(sa.table(table))
    with database().engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def told(app: Flask, group: str) -> str:
    ran = app.test_cli_runner().invoke(args=[group, "tidy"])
    assert ran.exit_code == 0, ran.output
    return str(ran.output)


def desk_code(person: Member, *sections: Section) -> None:
    found = session.get_one(Person, person.person_id)
    owner = Owner(id=found.id, born=PartialDate(found.birth_date, found.birth_precision))
    by = Actor(name=found.full_name, account_id=uuid4(), person_id=found.id)
    make_desk_code(owner, sections, by=by, basis=Basis.SELF)
    session.commit()


def test_sessions_and_activations_of_staff_go_after_thirty_days(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    quan = cast.quan()
    cast.sign_in_staff(visitor, quan)
    app.test_cli_runner().invoke(args=["staff", "activate-again", quan.staff_name])
    time.pass_by(days=29)

    assert "0 rows deleted" in told(app, "staff")
    time.pass_by(days=3)
    assert "2 rows deleted" in told(app, "staff")
    assert counted("staff_session") == counted("staff_activation") == 0
    assert counted("staff_member") == 1


def test_searches_go_when_they_run_out(app: Flask, time: Time) -> None:
    quan = cast.quan()
    session.commit()
    with app.test_request_context():
        search_services.begin_at(uuid4(), by=as_signed_in(quan))
        session.commit()

    assert "0 rows deleted" in told(app, "clinic")
    time.pass_by(minutes=15)
    assert "1 rows deleted" in told(app, "clinic")
    assert counted("patient_search") == 0


def test_desk_codes_go_after_thirty_days(app: Flask, time: Time) -> None:
    desk_code(cast.lan(), PLAIN[0], PRIVATE)
    time.pass_by(days=29)

    assert "0 rows deleted" in told(app, "clinic")
    time.pass_by(days=2)
    assert "1 rows deleted" in told(app, "clinic")
    assert counted("desk_code") == counted("desk_code_section") == 0


def test_a_code_for_private_parts_alone_stays_for_the_sake_of_the_log(
    app: Flask, time: Time
) -> None:
    desk_code(cast.lan(), PRIVATE)
    time.pass_by(days=31)

    assert "0 rows deleted" in told(app, "clinic")
    assert counted("desk_code") == counted("desk_code_section") == 1
