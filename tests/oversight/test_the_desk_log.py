"""The head reads who at the counter searched and opened: how often, when, and whom."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.kernel.db import session
from portal.oversight.desk_log_rules import DayCount, standing_out
from portal.oversight.lines import PAGE_LINES
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.heard import heard

LOG = "/oversight/desk-log"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def hanh(app: Flask) -> StaffCast:
    return cast.hanh()


def english(client: InspectingClient, member: StaffCast) -> InspectingClient:
    cast.sign_in_staff(client, member)
    client.set_cookie("language", "en")
    return client


def looks(person: Member, by: StaffCast, *, openings: int = 1, searches: int = 0) -> None:
    session.commit()
    actor = Actor(name=by.full_name, staff_id=by.staff_id, facility_code=by.facility_code)
    for _ in range(searches):
        trail.note(Line(event=Event.RESIDENT_SEARCHED, by=actor, section="name"))
    for _ in range(openings):
        trail.note(
            Line(
                event=Event.DESK_SEEN,
                about=person.person_id,
                by=actor,
                basis=Basis.DESK,
                section="account",
            )
        )


def a_day(looks_: int, number: int = 1) -> DayCount:
    return DayCount(who="Hạnh", day=date(2026, 11, number), searched=0, opened=looks_)


def test_a_day_with_far_more_than_usual_stands_out() -> None:
    usual = [a_day(10, number) for number in range(1, 9)]

    assert standing_out([*usual, a_day(30, 9), a_day(31, 10)]) == [a_day(31, 10), a_day(30, 9)]
    assert standing_out([*usual, a_day(29, 9)]) == []


def test_a_busy_station_has_no_day_that_stands_out() -> None:
    assert standing_out([a_day(40, number) for number in range(1, 9)]) == []
    assert standing_out([]) == []


def test_searches_and_openings_are_counted_by_member_and_vietnamese_day(
    visitor: InspectingClient, men: Member, hanh: StaffCast, time: Time
) -> None:
    looks(men, hanh, openings=2, searches=3)
    time.pass_by(hours=14, minutes=59)
    looks(men, hanh)
    time.pass_by(minutes=1)
    looks(men, hanh, openings=4, searches=4)
    english(visitor, cast.dung())

    page = visitor.get(LOG).text

    row = page[page.index("Cán bộ Lò Thị Hạnh") : page.index("</tbody>")]
    numbers = [part.split("<")[0] for part in row.split("data-number>")[1:]]
    assert numbers == ["2", "7", "7", "8"]
    assert "25 Nov 2026" in row


def test_a_flood_of_openings_stands_out(
    visitor: InspectingClient, men: Member, hanh: StaffCast, time: Time
) -> None:
    for _ in range(3):
        looks(men, hanh, openings=2)
        time.pass_by(days=1)
    looks(men, hanh, openings=30)
    english(visitor, cast.dung())

    assert "Days that stand out" in visitor.get(LOG).text


def test_the_head_reads_whom_a_member_opened_and_that_leaves_a_line(
    visitor: InspectingClient, men: Member, hanh: StaffCast
) -> None:
    looks(men, hanh, searches=1)
    english(visitor, cast.dung())

    page = visitor.get(f"{LOG}/{hanh.staff_id}").text

    assert "Opened a resident at the counter" in page
    assert "Searched for a resident" in page
    assert "Phạm Thị Mến, 1958" in page
    assert men.personal_id not in page
    assert "0900" not in heard(page)


def test_long_lists_come_in_pages(visitor: InspectingClient, men: Member, hanh: StaffCast) -> None:
    looks(men, hanh, openings=PAGE_LINES + 3)
    english(visitor, cast.dung())

    first = visitor.get(f"{LOG}/{hanh.staff_id}").text
    older = first[first.index("before=") :].split('"')[0]
    second = visitor.get(f"{LOG}/{hanh.staff_id}?month=2026-11&{older}").text

    assert first.count("Opened a resident") == PAGE_LINES
    assert second.count("Opened a resident") == 3
    assert "Earlier lines" not in second


def test_another_month_is_another_page(
    visitor: InspectingClient, men: Member, hanh: StaffCast, time: Time
) -> None:
    looks(men, hanh)
    time.now += timedelta(days=30)
    english(visitor, cast.dung())

    assert "Nobody searched in this month" in visitor.get(LOG).text
    assert "Hạnh" in visitor.get(LOG, query_string={"month": "2026-11"}).text


def test_the_head_of_another_station_reads_nothing(
    visitor: InspectingClient, men: Member, hanh: StaffCast
) -> None:
    looks(men, hanh)
    head = cast.a_staff_member(
        "xa", "Cầm Văn Xa", Role.STATION_HEAD, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )
    english(visitor, head)

    assert "Hạnh" not in visitor.get(LOG).text
    assert visitor.get(f"{LOG}/{hanh.staff_id}").status_code == 404


def test_colleagues_do_not_come_here(
    visitor: InspectingClient, men: Member, hanh: StaffCast
) -> None:
    cast.sign_in_staff(visitor, hanh)

    assert visitor.get(LOG).status_code == 404
    assert visitor.get(f"{LOG}/{hanh.staff_id}").status_code == 404
