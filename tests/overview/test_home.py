"""Home: what is urgent first, then the family as the gate lets it be seen."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.formats import NBSP
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity
from portal.people.models import Person
from portal.visits.models import Encounter
from tests import cast
from tests.client import InspectingClient
from tests.performance.full_records import encounters, insert

ADULT = PartialDate(date(2000, 5, 1))


def test_an_overdue_dose_comes_before_everything_else(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get("/home").text

    main = page[page.index("<main") :]
    needed, family = main.index("cần tiêm"), main.index("Nhà mình")
    assert needed < family
    assert "mũi quá hạn" in main[:family]
    assert f'href="/people/{minh.person_id}/immunisations"' in main[:family]


def test_without_urgent_doses_the_family_comes_first(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get("/home").text

    assert "quá hạn" not in page
    assert "Nhà mình" in page


def test_the_resident_and_those_they_represent_have_a_row(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    cast.hung()
    session.commit()
    cast.sign_in(visitor, mother)

    for address in ("/home", "/people"):
        page = visitor.get(address).text
        assert f"{mother.full_name} (tôi)" in page
        assert minh.full_name in page
        assert f'href="/people/{mother.person_id}/record"' in page
        assert f'href="/people/{minh.person_id}/record"' in page
        assert f"5{NBSP}tháng" in page
        assert "Lò Văn Hùng" not in page


def test_a_grown_child_is_not_shown_and_leaves_no_line(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    grown = cast.a_person("Trương Hà Bình", born=ADULT)
    cast.represents(mother, grown)
    session.commit()
    cast.sign_in(visitor, mother)

    for address in ("/home", "/people"):
        page = visitor.get(address).text
        assert grown.full_name not in page
        assert str(grown.person_id) not in page
    assert not lines_about(grown)


def test_a_child_leaves_home_on_the_eighteenth_birthday(
    app: Flask, visitor: InspectingClient, time: Any
) -> None:
    mother = cast.lan()
    child = cast.a_person("Trương Hà An", born=PartialDate(date(2008, 11, 25)))
    cast.represents(mother, child)
    time.pass_by(hours=14, minutes=55)
    session.commit()
    cast.sign_in(visitor, mother)
    assert child.full_name in visitor.get("/home").text

    time.pass_by(minutes=6)

    assert child.full_name not in visitor.get("/home").text


def test_a_child_who_has_died_is_not_listed_with_doses_to_come(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    session.execute(
        sa.update(Person)
        .where(Person.id == minh.person_id)
        .values(deceased_on=clock.today() - timedelta(days=3))
    )
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get("/home").text

    assert minh.full_name not in page
    assert "cần tiêm" not in page


def test_each_record_shown_leaves_its_own_line(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    visitor.get("/home")

    [own], [his] = lines_about(mother), lines_about(minh)
    assert (own.basis, his.basis) == (Basis.SELF, Basis.REPRESENTATIVE)
    assert own.section == his.section == "summary"
    assert own.actor_person_id == his.actor_person_id == mother.person_id
    assert own.request_id == his.request_id is not None


def test_a_restricted_visit_of_a_child_leaves_no_trace_at_home(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    minh = cast.minh(mother)
    [visit] = encounters(minh, 1)
    insert(Encounter, [visit | {"sensitivity": Sensitivity.MENTAL}])
    session.commit()
    cast.sign_in(visitor, mother)

    assert "Kết quả mới" not in visitor.get("/home").text


def test_a_new_visit_is_announced_on_its_persons_row(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    insert(Encounter, encounters(men, 1))
    session.commit()
    cast.sign_in(visitor, men)

    assert "Kết quả mới" in visitor.get("/home").text


def test_the_first_address_leads_to_home(app: Flask, visitor: InspectingClient) -> None:
    answer = visitor.get("/")

    assert (answer.status_code, answer.location) == (303, "/home")


def lines_about(member: cast.Member) -> Sequence[AuditLine]:
    found = session.scalars(
        sa.select(AuditLine).where(AuditLine.person_id == member.person_id)
    ).all()
    session.commit()  # a transaction left open would hold the visitor up
    return found
