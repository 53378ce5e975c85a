"""A resident's report reaches the facility it concerns and is answered by somebody else."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Line
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.notifications.models import OutboxMessage
from portal.people.places import Facility
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.heard import heard
from tests.oversight.openings import as_signed_in
from tests.oversight.reports import a_report, newest_line
from tests.visits import builders

CASES = "/oversight/cases"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def report(men: Member, quan: StaffCast) -> UUID:
    return about_a_look(men, quan)


def about_a_look(person: Member, member: StaffCast) -> UUID:
    """Let a clinician look and the resident report it."""
    session.commit()
    for section in ("results", "medicines"):
        trail.note(
            Line(
                event=Event.RECORD_SEEN,
                about=person.person_id,
                by=as_signed_in(member).actor,
                basis=Basis.CONSENT,
                section=section,
            )
        )
    return a_report(person, f"look:{newest_line()}")


def english(client: InspectingClient, member: StaffCast) -> InspectingClient:
    cast.sign_in_staff(client, member)
    client.set_cookie("language", "en")
    return client


def one(case_id: UUID) -> Any:
    table = ServiceCase.__table__
    return reads().execute(sa.select(table).where(table.c.id == case_id)).one()


def test_the_head_reads_what_was_written_and_what_the_log_says(
    visitor: InspectingClient, report: UUID
) -> None:
    english(visitor, cast.dung())

    assert "0317" in visitor.get(CASES).text
    page = visitor.get(f"{CASES}/{report}").text
    for words in ("Case 0317", "Hôm đó cả nhà đi vắng", "Lê Minh Quân", "test results"):
        assert words in page
    assert "medicines and allergies" in page, "every look of that actor at that record"


def test_received_looking_answered(visitor: InspectingClient, report: UUID, men: Member) -> None:
    english(visitor, cast.dung())
    page = f"{CASES}/{report}"

    assert visitor.submit(page, to=f"{page}/looking").status_code == 303
    assert one(report).state is CaseState.LOOKING
    empty = visitor.submit(page, {"answer": "  "})
    assert empty.status_code == 422
    assert "Write the answer" in empty.text
    assert visitor.submit(page, {"answer": "Bác sĩ xem để khám hôm đó"}).location == CASES

    kept = one(report)
    assert kept.state is CaseState.ANSWERED
    assert kept.answer == "Bác sĩ xem để khám hôm đó"
    moved = sa.select(AuditLine.object_ref).where(AuditLine.event == Event.CASE_MOVED)
    assert reads().execute(moved).scalars().all() == [f"case:{report}"] * 2
    told = reads().execute(sa.select(OutboxMessage.__table__)).one()
    assert told.text == "Phieu 0317 da co tra loi. Xem trong cong ho so."
    assert told.recipient == men.phone


def test_a_case_is_answered_once(visitor: InspectingClient, report: UUID) -> None:
    english(visitor, cast.dung())
    token = visitor.token(f"{CASES}/{report}")
    fields = {"csrf_token": token, "answer": "Một"}
    assert visitor.post(f"{CASES}/{report}", data=fields).status_code == 303

    again = visitor.post(f"{CASES}/{report}", data=fields | {"answer": "Hai"})

    assert again.status_code == 422
    assert one(report).answer == "Một"
    looking = visitor.post(f"{CASES}/{report}/looking", data={"csrf_token": token})
    assert looking.status_code == 422


def test_nobody_answers_a_case_about_themselves(visitor: InspectingClient, men: Member) -> None:
    dung = cast.dung()
    own = about_a_look(men, dung)
    english(visitor, dung)

    page = visitor.get(f"{CASES}/{own}")
    assert 'name="answer"' not in page.text
    assert "Somebody else answers this case" in page.text
    token = visitor.token(f"{CASES}/{own}")
    answer = visitor.post(f"{CASES}/{own}", data={"csrf_token": token, "answer": "Không sao"})
    assert answer.status_code == 422
    english(visitor, cast.sy())
    assert visitor.submit(f"{CASES}/{own}", {"answer": "Đã kiểm tra"}).status_code == 303


def test_nobody_answers_their_own_report(visitor: InspectingClient, men: Member) -> None:
    head = cast.a_staff_member("men", "Phạm Thị Mến", Role.STATION_HEAD, person=men)
    own = about_a_look(men, cast.quan())
    english(visitor, head)

    assert 'name="answer"' not in visitor.get(f"{CASES}/{own}").text


def test_a_late_answer_is_red(visitor: InspectingClient, report: UUID, time: Time) -> None:
    dung = cast.dung()
    time.pass_by(days=10)
    assert "data-late" not in english(visitor, dung).get(CASES).text

    time.pass_by(days=1)

    assert "data-late" in english(visitor, dung).get(CASES).text


def test_a_facility_reads_its_own_cases_only(visitor: InspectingClient, report: UUID) -> None:
    other = cast.a_staff_member("xa", "Vi Văn Xa", Role.STATION_HEAD, facility=cast.HOSPITAL)
    english(visitor, other)

    assert "0317" not in heard(visitor.get(CASES).text)
    assert visitor.get(f"{CASES}/{report}").status_code == 404


def test_a_merged_facility_takes_its_cases_along(
    visitor: InspectingClient, report: UUID, time: Time
) -> None:
    other = cast.a_staff_member("xa", "Vi Văn Xa", Role.STATION_HEAD, facility=cast.HOSPITAL)
    session.execute(
        sa.update(Facility)
        .where(Facility.code == cast.STATION)
        .values(merged_into=cast.HOSPITAL, merged_on=time.now.date())
    )
    english(visitor, other)

    assert "0317" in visitor.get(CASES).text
    assert visitor.get(f"{CASES}/{report}").status_code == 200


def test_reports_about_facts_are_not_for_these_pages(
    visitor: InspectingClient, men: Member
) -> None:
    wrong = a_report(men, "B3", CaseKind.WRONG_FACT)
    english(visitor, cast.sy())

    assert "0317" not in heard(visitor.get(CASES).text)
    assert visitor.get(f"{CASES}/{wrong}").status_code == 404


def test_reading_a_case_is_in_the_residents_log(
    visitor: InspectingClient, report: UUID, men: Member
) -> None:
    english(visitor, cast.dung()).get(f"{CASES}/{report}")

    seen = sa.select(AuditLine.person_id).where(AuditLine.event == Event.STAFF_SEEN)
    assert reads().execute(seen).scalars().all() == [men.person_id]


def test_a_denied_visit_reaches_where_it_was_and_not_who_wrote_it(
    visitor: InspectingClient, men: Member
) -> None:
    dung = cast.dung()
    other = cast.a_staff_member("tam", "Lò Thị Tám", Role.STATION_HEAD)
    visit = builders.a_visit(men, facility_code=cast.STATION)
    builders.a_diagnosis(visit, "I10", "Tăng huyết áp")
    session.commit()
    trail.note(
        Line(
            event=Event.RECORD_ADDED,
            about=men.person_id,
            by=as_signed_in(dung).actor,
            basis=Basis.CONSENT,
            section="add",
            object_ref=f"encounter:{visit}",
        )
    )
    denied = a_report(men, f"visit:{visit}", CaseKind.NOT_MY_VISIT)
    english(visitor, dung)

    assert "0317" in visitor.get(CASES).text
    page = visitor.get(f"{CASES}/{denied}").text
    assert "Hoàng Văn Dũng" in page
    assert "Trạm Y tế xã Đồng Sen" in page
    assert 'name="answer"' not in page, "it was this doctor who wrote the visit"
    assert "Tăng huyết áp" not in page
    assert "I10" not in page
    english(visitor, other)
    assert visitor.submit(f"{CASES}/{denied}", {"answer": "Ghi nhầm người"}).status_code == 303


def test_whoever_wrote_or_corrected_a_denied_visit_never_judges_it(
    visitor: InspectingClient, men: Member
) -> None:
    dung = cast.dung()
    tam = cast.a_staff_member("tam", "Lò Thị Tám", Role.STATION_HEAD)
    old = builders.a_visit(men, facility_code=cast.STATION, replaced_at=clock.now())
    new = builders.a_visit(men, facility_code=cast.STATION, external_id=str(old), replaces_id=old)
    session.commit()
    at_old, at_new = f"encounter:{old}", f"encounter:{new}"
    trail.note(
        a_line(Event.RECORD_ADDED, men, dung, at_old),
        a_line(Event.RECORD_CORRECTED, men, tam, at_new),
    )
    for _each in range(3):
        trail.note(*[a_line(Event.RECORD_SEEN, men, tam, at_new)] * 70)
    denied = a_report(men, f"visit:{new}", CaseKind.NOT_MY_VISIT)

    for writer in (dung, tam):
        page = english(visitor, writer).get(f"{CASES}/{denied}").text
        assert "Hoàng Văn Dũng" in page, "who wrote it first"
        assert 'name="answer"' not in page
        token = visitor.token(f"{CASES}/{denied}")
        sent = visitor.post(f"{CASES}/{denied}", data={"csrf_token": token, "answer": "Không"})
        assert sent.status_code == 422
    english(visitor, cast.sy())
    assert visitor.submit(f"{CASES}/{denied}", {"answer": "Ghi nhầm"}).status_code == 303


def a_line(event: Event, person: Member, member: StaffCast, object_ref: str) -> Line:
    return Line(
        event=event,
        about=person.person_id,
        by=as_signed_in(member).actor,
        basis=Basis.CONSENT,
        section="visits",
        object_ref=object_ref,
    )


def test_a_denied_visit_elsewhere_is_not_shown_here(visitor: InspectingClient, men: Member) -> None:
    cast.a_facility(cast.HOSPITAL)
    visit = builders.a_visit(men, facility_code=cast.HOSPITAL)
    denied = a_report(men, f"visit:{visit}", CaseKind.NOT_MY_VISIT)
    english(visitor, cast.dung())

    assert "0317" not in heard(visitor.get(CASES).text)
    assert visitor.get(f"{CASES}/{denied}").status_code == 404
