"""A case is read by who opened it and whom it is about, and by nobody else."""

from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, ServiceCase
from portal.cases.subjects import Topic, parse
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.client import InspectingClient


def a_case(about: cast.Member, *, by: cast.Member, subject: str = "A") -> UUID:
    """Add a case; the caller commits."""
    assert by.account_id is not None
    number = (session.scalar(sa.select(sa.func.max(ServiceCase.number))) or 0) + 1
    case = ServiceCase(
        id=uuid4(),
        year=2026,
        number=number,
        person_id=about.person_id,
        kind=CaseKind.WRONG_FACT,
        subject=subject,
        says="Điều em muốn giữ riêng",
        knows_from=None,
        opened_by=by.account_id,
        form_key=uuid4().hex,
        opened_at=clock.now(),
        due_on=date(2026, 12, 4),
    )
    session.add(case)
    session.flush()  # numbers follow each other
    return case.id


def a_daughter(mother: cast.Member) -> cast.Member:
    """Return a girl of 15 with an account of her own, represented by her mother."""
    daughter = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2011, 5, 1)), personal_id="999311000015"
    )
    cast.represents(mother, daughter)
    return daughter


def test_a_stranger_reads_no_case_and_the_try_is_in_the_log(
    app: Flask, visitor: InspectingClient
) -> None:
    lan, hung = cast.lan(), cast.hung()
    case_id = a_case(lan, by=lan)
    session.commit()
    cast.sign_in(visitor, hung)

    assert visitor.get(f"/cases/{case_id}").status_code == 404
    [line] = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REFUSED))
    assert line.person_id == lan.person_id
    assert line.actor_person_id == hung.person_id


def test_a_case_that_does_not_exist_answers_the_same(app: Flask, visitor: InspectingClient) -> None:
    hung = cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)

    assert visitor.get(f"/cases/{uuid4()}").status_code == 404


def test_a_mother_reads_the_case_she_opened_for_her_son(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    case_id = a_case(son, by=mother, subject="B3")
    session.commit()
    cast.sign_in(visitor, mother)

    assert visitor.get(f"/cases/{case_id}").status_code == 200


@pytest.mark.parametrize(("subject", "status"), [("A", 200), ("B2", 404), ("B7", 404)])
def test_a_mother_does_not_read_what_her_daughter_wrote_about_private_parts(
    app: Flask, visitor: InspectingClient, subject: str, status: int
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    case_id = a_case(daughter, by=daughter, subject=subject)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/cases/{case_id}")

    assert page.status_code == status
    assert (status == 200) == ("Điều em muốn giữ riêng" in page.text)


def test_the_person_reads_what_a_representative_wrote(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    case_id = a_case(daughter, by=mother, subject="B3")
    session.commit()
    cast.sign_in(visitor, daughter)

    assert "Điều em muốn giữ riêng" in visitor.get(f"/cases/{case_id}").text


def test_the_page_lists_my_other_cases_without_their_words(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    lan = cast.lan()
    first = a_case(lan, by=lan)
    for _ in range(30):
        a_case(lan, by=lan)
    session.commit()
    cast.sign_in(visitor, lan)

    statements.clear()
    page = visitor.get(f"/cases/{first}").text

    assert len(statements) <= 6
    assert "0031" in page
    assert page.count("Điều em muốn giữ riêng") == 1


def test_part_b7_is_not_offered_to_a_representative(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/disputes/new?about=B7")

    assert page.status_code == 404


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_has_words(topic: Topic) -> None:
    assert topic.label


def test_a_reference_keeps_what_it_names() -> None:
    about = parse("look:317")
    assert about is not None
    assert (about.topic, about.line, about.kind) == (Topic.LOOK, 317, CaseKind.UNKNOWN_VIEWER)


def test_somebody_finds_every_case_they_opened_again(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    assert visitor.get("/cases").status_code == 200

    sent = visitor.submit(
        f"/people/{lan.person_id}/disputes/new?about=A", {"says": "Nghề nghiệp đã đổi"}
    )

    page = visitor.get("/cases")
    assert sent.location in page.text
    assert "Nghề nghiệp đã đổi" not in page.text, "a list says nothing of what was written"
