"""Who is let in, until when, and the line that is written before anything is shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.kinds import Source, TieKind
from portal.people.models import FamilyTie
from tests import cast
from tests.client import InspectingClient
from tests.performance import pages
from tests.performance.full_records import fill, words

HOURS_TO_MIDNIGHT = 15  # the tests begin at 9:00 of 24 November 2026 in Viet Nam


def test_a_resident_reads_their_own_record(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    assert visitor.get(record_of(lan)).status_code == 200
    assert [(line.event, line.basis) for line in lines_about(lan)] == [
        (Event.RECORD_SEEN, Basis.SELF)
    ]


def test_a_mother_reads_the_record_of_her_son_as_his_representative(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    assert minh.full_name in visitor.get(record_of(minh)).text
    [line] = lines_about(minh)
    assert line.basis is Basis.REPRESENTATIVE
    assert line.permitted
    assert line.section == "record"
    assert (line.actor_person_id, line.actor_name) == (mother.person_id, mother.full_name)
    assert line.account_id == mother.account_id


def test_a_relative_whom_the_station_does_not_name_as_representative_is_refused(
    app: Flask, visitor: InspectingClient
) -> None:
    mother, grandmother = cast.lan(), cast.men()
    minh = cast.minh(mother)
    session.add(
        FamilyTie(
            person_id=minh.person_id,
            kind=TieKind.CAREGIVER,
            name=grandmother.full_name,
            relative_id=grandmother.person_id,
            source=Source.POPULATION_LIST,
            recorded_on=date(2026, 9, 1),
        )
    )
    session.commit()
    cast.sign_in(visitor, grandmother)

    assert visitor.get(record_of(minh)).status_code == 404
    [line] = lines_about(minh)
    assert line.event is Event.ACCESS_REFUSED
    assert (line.permitted, line.basis) == (False, None)
    assert line.actor_person_id == grandmother.person_id


def test_a_child_does_not_read_the_record_of_a_parent(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    child = cast.a_person(
        "Trương Hà An", born=PartialDate(date(2011, 5, 1)), personal_id="999311000111"
    )
    cast.represents(mother, child)
    session.commit()
    cast.sign_in(visitor, child)

    assert visitor.get(record_of(mother)).status_code == 404


@pytest.mark.parametrize(
    ("hours", "status"),
    [(HOURS_TO_MIDNIGHT - 1, 200), (HOURS_TO_MIDNIGHT, 404)],
    ids=["the evening before", "midnight"],
)
def test_representing_ends_at_midnight_before_the_eighteenth_birthday(
    app: Flask, visitor: InspectingClient, time: Any, hours: int, status: int
) -> None:
    time.pass_by(hours=hours)
    mother = cast.lan()
    child = cast.a_person("Trương Hà An", born=PartialDate(date(2008, 11, 25)))
    cast.represents(mother, child)
    session.commit()
    cast.sign_in(visitor, mother)

    assert visitor.get(record_of(child)).status_code == status


@pytest.mark.parametrize(
    ("born", "status"),
    [
        (PartialDate.of_year(2009), 200),
        (PartialDate.of_year(2008), 404),
        (PartialDate.of_month(2008, 12), 200),
        (PartialDate(date(2008, 11, 1), Precision.MONTH), 404),
    ],
    ids=["surely 17", "perhaps 18", "surely 17 by month", "perhaps 18 by month"],
)
def test_who_may_already_be_eighteen_is_not_represented(
    app: Flask, visitor: InspectingClient, born: PartialDate, status: int
) -> None:
    mother = cast.lan()
    child = cast.a_person("Trương Hà An", born=born)
    cast.represents(mother, child)
    session.commit()
    cast.sign_in(visitor, mother)

    assert visitor.get(record_of(child)).status_code == status


def test_the_line_stays_when_the_page_breaks(app: Flask, visitor: InspectingClient) -> None:
    @about_person(Permission.SEE_RECORD)
    def broken(subject: Subject) -> NoReturn:
        raise ValueError(subject.full_name)

    app.add_url_rule("/people/<uuid:person_id>/broken", view_func=broken)
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(f"/people/{lan.person_id}/broken")

    assert page.status_code == 500
    assert lan.full_name not in page.text
    assert [line.section for line in lines_about(lan)] == ["record"]


def test_the_line_stays_when_a_form_is_refused(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    address = f"/people/{lan.person_id}/immunisations/report"

    assert visitor.submit(address).status_code == 422

    assert [line.section for line in lines_about(lan)] == ["report_dose", "report_dose"]


def test_nothing_is_shown_when_the_line_cannot_be_written(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    newest = {member.person_id: fill(member, 3) for member in (mother, minh)}
    session.commit()
    cast.sign_in(visitor, mother)
    about_people = [
        address
        for member in (mother, minh)
        for address in pages.of_a_resident(member, newest[member.person_id])
        if address != "/account"
    ]
    secrets = [mother.full_name, minh.full_name, words("diagnosis", 0), "Đã tiêm"]
    session.execute(sa.text("DROP TABLE audit_line"))
    session.commit()

    for address in about_people:
        page = visitor.get(address)
        assert page.status_code == 500, f"{address} answered {page.status_code}"
        assert not [word for word in secrets if word in page.text], address


def test_every_page_about_a_person_leaves_one_line(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    newest = fill(lan, 1)
    session.commit()
    cast.sign_in(visitor, lan)
    before = len(lines_about(lan))
    addresses = [page for page in pages.of_a_resident(lan, newest) if page != "/account"]

    for count, address in enumerate(addresses, start=before + 1):
        assert visitor.get(address).status_code == 200
        assert len(lines_about(lan)) == count, address


def test_a_line_says_nothing_about_health_or_numbers(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    newest = fill(lan, 1)
    session.commit()
    cast.sign_in(visitor, lan)
    for address in pages.of_a_resident(lan, newest):
        visitor.get(address)

    for line in lines_about(lan):
        assert lan.personal_id not in str(vars(line))
        assert line.object_ref in (None, f"encounter:{newest}")


def record_of(member: cast.Member) -> str:
    return f"/people/{member.person_id}/record"


def lines_about(member: cast.Member) -> Sequence[AuditLine]:
    """Return the log of a person in its order."""
    query = sa.select(AuditLine).where(AuditLine.person_id == member.person_id)
    found = session.scalars(query.order_by(AuditLine.seq)).all()
    session.commit()  # a transaction left open would hold the visitor up
    return found
