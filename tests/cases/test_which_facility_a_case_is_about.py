"""Which facility a case is about is written down when it is opened, whoever opens it."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import NOBODY, Line
from portal.cases.models import CaseKind, ServiceCase
from portal.kernel import migrations
from portal.kernel.db import database, reads, session
from tests import cast
from tests.cast import Member
from tests.oversight.openings import as_signed_in
from tests.oversight.reports import a_report, newest_line
from tests.visits import builders


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


def facility_of(case_id: UUID) -> str | None:
    return reads().scalar(sa.select(ServiceCase.facility_code).where(ServiceCase.id == case_id))


def a_look(person: Member, *, by_staff: bool) -> str:
    quan = cast.quan()
    session.commit()
    actor = as_signed_in(quan).actor if by_staff else NOBODY
    trail.note(Line(event=Event.RECORD_SEEN, about=person.person_id, by=actor))
    return f"look:{newest_line()}"


def test_a_look_is_about_the_station_of_who_looked(men: Member) -> None:
    case_id = a_report(men, a_look(men, by_staff=True))
    assert facility_of(case_id) == cast.STATION


def test_a_look_from_no_station_is_about_none(men: Member) -> None:
    case_id = a_report(men, a_look(men, by_staff=False))
    assert facility_of(case_id) is None


def test_a_visit_is_about_where_it_was(men: Member) -> None:
    visit_id = builders.a_visit(men)
    session.commit()
    case_id = a_report(men, f"visit:{visit_id}", CaseKind.NOT_MY_VISIT)
    assert facility_of(case_id) == cast.STATION


def test_a_visit_of_somebody_else_is_about_no_facility(men: Member) -> None:
    visit_id = builders.a_visit(cast.hung())
    session.commit()
    case_id = a_report(men, f"visit:{visit_id}", CaseKind.NOT_MY_VISIT)
    assert facility_of(case_id) is None


def test_a_wrong_fact_is_about_no_facility(men: Member) -> None:
    visit_id = builders.a_visit(men)
    session.commit()
    case_id = a_report(men, f"visit:{visit_id}", CaseKind.WRONG_FACT)
    assert facility_of(case_id) is None


def test_cases_of_before_the_upgrade_get_theirs(men: Member) -> None:
    looked = a_report(men, a_look(men, by_staff=True))
    wrong = a_report(men, "A", CaseKind.WRONG_FACT)
    with database().transaction() as connection:
        migrations.downgrade(connection, "0024")
        migrations.upgrade(connection)

    assert (facility_of(looked), facility_of(wrong)) == (cast.STATION, None)
