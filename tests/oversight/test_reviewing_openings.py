"""Every opening is judged by somebody else, in time, and the resident hears of it."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import ServiceCase
from portal.emergency.models import EmergencyOpening, Verdict
from portal.kernel.db import reads, session
from portal.notifications.models import OutboxMessage
from portal.oversight.pseudonyms import pseudonym
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.openings import WHY, an_opening
from tests.oversight.reports import a_report

REVIEWS = "/oversight/reviews"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def opening(men: Member, quan: StaffCast) -> UUID:
    return an_opening(men, quan)


def english(client: InspectingClient, member: StaffCast) -> InspectingClient:
    cast.sign_in_staff(client, member)
    client.set_cookie("language", "en")
    return client


def one(opening_id: UUID) -> Any:
    table = EmergencyOpening.__table__
    return reads().execute(sa.select(table).where(table.c.id == opening_id)).one()


def judges(client: InspectingClient, opening_id: UUID, verdict: str, note: str = "") -> Any:
    return client.submit(f"{REVIEWS}/{opening_id}", {"verdict": verdict, "note": note})


def test_the_head_sees_who_whose_and_why(visitor: InspectingClient, opening: UUID) -> None:
    english(visitor, cast.dung())

    listed = visitor.get(REVIEWS).text
    assert "Lê Minh Quân" in listed
    assert "Phạm Thị Mến, 1958" in listed
    page = visitor.get(f"{REVIEWS}/{opening}").text
    assert WHY in page
    assert "Unconscious" in page
    assert "Only the card of six facts was open." in page


def test_the_look_of_the_head_is_in_the_residents_log(
    visitor: InspectingClient, opening: UUID, men: Member
) -> None:
    english(visitor, cast.dung()).get(f"{REVIEWS}/{opening}")

    seen = sa.select(AuditLine.__table__).where(AuditLine.event == Event.STAFF_SEEN)
    line = reads().execute(seen).one()
    assert line.person_id == men.person_id
    assert line.object_ref == f"emergency:{opening}"


def test_a_justified_opening_is_told_to_the_resident(
    visitor: InspectingClient, opening: UUID, men: Member
) -> None:
    dung = cast.dung()
    english(visitor, dung)

    answer = judges(visitor, opening, "justified")

    assert answer.location == REVIEWS
    kept = one(opening)
    assert kept.verdict is Verdict.JUSTIFIED
    assert kept.reviewed_by == dung.staff_id
    kinds = reads().execute(sa.select(OutboxMessage.kind, OutboxMessage.recipient)).all()
    assert ("emergency_reviewed", men.phone) in [tuple(row) for row in kinds]
    assert not reads().execute(sa.select(ServiceCase.__table__)).all()
    assert "The review is kept" in visitor.get(REVIEWS).text


def test_not_justified_needs_a_word_why(visitor: InspectingClient, opening: UUID) -> None:
    english(visitor, cast.dung())

    answer = judges(visitor, opening, "not_justified")

    assert answer.status_code == 422
    assert "Write why it was not justified" in answer.text
    assert one(opening).reviewed_at is None


def test_a_verdict_must_be_chosen(visitor: InspectingClient, opening: UUID) -> None:
    english(visitor, cast.dung())

    assert judges(visitor, opening, "").status_code == 422
    assert judges(visitor, opening, "perhaps").status_code == 422


def test_an_unjustified_opening_becomes_a_case(
    visitor: InspectingClient, opening: UUID, men: Member
) -> None:
    english(visitor, cast.dung())

    assert judges(visitor, opening, "not_justified", "Người bệnh tỉnh táo").status_code == 303

    case = reads().execute(sa.select(ServiceCase.__table__)).one()
    assert case.person_id == men.person_id
    opened = sa.select(AuditLine.seq).where(AuditLine.event == Event.EMERGENCY_OPENED)
    assert case.subject == f"look:{reads().execute(opened).scalar_one()}"
    english(visitor, cast.sy())
    assert f"{case.number:04d}" in visitor.get("/oversight/cases").text


def test_the_case_of_the_resident_stands_for_it(
    visitor: InspectingClient, opening: UUID, men: Member
) -> None:
    opened = sa.select(AuditLine.seq).where(AuditLine.event == Event.EMERGENCY_OPENED)
    subject = f"look:{reads().execute(opened).scalar_one()}"
    a_report(men, subject)
    english(visitor, cast.dung())

    judges(visitor, opening, "not_justified", "Người bệnh tỉnh táo")

    assert len(reads().execute(sa.select(ServiceCase.__table__)).all()) == 1


def test_an_opening_is_judged_once(visitor: InspectingClient, opening: UUID) -> None:
    english(visitor, cast.dung())
    token = visitor.token(f"{REVIEWS}/{opening}")
    path, fields = f"{REVIEWS}/{opening}", {"csrf_token": token, "note": "khác"}
    visitor.post(path, data=fields | {"verdict": "justified"})

    again = visitor.post(path, data=fields | {"verdict": "not_justified"})

    assert again.status_code == 422
    assert one(opening).verdict is Verdict.JUSTIFIED


def test_nobody_judges_their_own(visitor: InspectingClient, men: Member) -> None:
    dung = cast.dung()
    cast.a_staff_member("tam", "Lò Thị Tám", Role.STATION_HEAD)
    own = an_opening(men, dung)
    english(visitor, dung)

    assert "Somebody else reviews" in visitor.get(REVIEWS).text
    assert 'name="verdict"' not in visitor.get(f"{REVIEWS}/{own}").text
    token = visitor.token(f"{REVIEWS}/{own}")
    answer = visitor.post(
        f"{REVIEWS}/{own}", data={"csrf_token": token, "verdict": "justified", "note": ""}
    )
    assert answer.status_code == 422
    assert one(own).reviewed_at is None


def test_the_auditor_judges_where_no_second_head_is(visitor: InspectingClient, men: Member) -> None:
    own = an_opening(men, cast.dung())
    english(visitor, cast.sy())

    listed = visitor.get(REVIEWS).text
    assert "Hoàng Văn Dũng" in listed
    assert "Phạm Thị Mến" not in listed, "no name without a case"
    assert pseudonym(men.person_id) in listed
    assert judges(visitor, own, "justified").status_code == 303


def test_the_auditor_leaves_to_heads_what_they_can_judge(
    visitor: InspectingClient, opening: UUID
) -> None:
    cast.dung()
    english(visitor, cast.sy())

    assert "Lê Minh Quân" not in visitor.get(REVIEWS).text
    assert visitor.get(f"{REVIEWS}/{opening}").status_code == 404


def test_a_suspended_head_leaves_it_to_the_auditor(
    visitor: InspectingClient, opening: UUID
) -> None:
    dung = cast.dung()
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == dung.staff_id)
        .values(suspended_at=sa.func.current_timestamp())
    )
    english(visitor, cast.sy())

    assert "Lê Minh Quân" in visitor.get(REVIEWS).text


def test_a_head_whose_own_record_was_opened_does_not_judge(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    head = cast.a_staff_member("men", "Phạm Thị Mến", Role.STATION_HEAD, person=men)
    opening = an_opening(men, quan)
    english(visitor, head)

    assert 'name="verdict"' not in visitor.get(f"{REVIEWS}/{opening}").text
    english(visitor, cast.sy())
    assert judges(visitor, opening, "justified").status_code == 303


def test_what_is_late_turns_red(visitor: InspectingClient, opening: UUID, time: Time) -> None:
    dung = cast.dung()
    assert "data-late" not in english(visitor, dung).get(REVIEWS).text

    time.pass_by(hours=72)

    page = english(visitor, dung).get(REVIEWS).text
    assert "data-late" in page
    assert "Overdue" in page


def test_another_facility_sees_nothing(visitor: InspectingClient, opening: UUID) -> None:
    other = cast.a_staff_member("xa", "Vi Văn Xa", Role.STATION_HEAD, facility=cast.HOSPITAL)
    english(visitor, other)

    assert "Lê Minh Quân" not in visitor.get(REVIEWS).text
    assert visitor.get(f"{REVIEWS}/{opening}").status_code == 404


def test_clinicians_do_not_come_here(visitor: InspectingClient, opening: UUID) -> None:
    english(visitor, cast.thom())

    for path in (REVIEWS, f"{REVIEWS}/{opening}", "/oversight/cases", "/oversight/log"):
        assert visitor.get(path).status_code == 404


def test_the_months_are_counted_without_a_name(
    visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    dung = cast.dung()
    first = an_opening(men, quan)
    time.pass_by(hours=1)
    second = an_opening(men, quan)
    an_opening(men, quan)
    english(visitor, dung)
    judges(visitor, first, "justified")
    judges(visitor, second, "not_justified", "Người bệnh tỉnh táo")
    time.pass_by(days=10)

    page = english(visitor, dung).get("/oversight/counts").text

    row = page[page.index(">11/2026<") :].split("</tr>")[0]
    assert [int(cell.split("<")[0]) for cell in row.split("data-number>")[1:]] == [3, 2, 1, 1]
    assert "Lê Minh Quân" not in page
    assert "Mến" not in page


def test_residents_read_the_counts_too(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    an_opening(men, quan)
    lan = cast.lan()
    cast.sign_in(visitor, lan)
    visitor.set_cookie("language", "en")

    page = visitor.get("/oversight/openings")

    assert page.status_code == 200
    assert "<b>1</b>" in page.text
    assert "Mến" not in page.text
    assert "Lê Minh Quân" not in page.text
