"""The one queue: what waits for a member's word, with what they asked for themselves apart."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import waiting
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.issuing import steps as issuing
from tests.oversight.openings import an_opening, as_signed_in
from tests.oversight.reports import a_report, newest_line
from tests.oversight.resets import a_reset

QUEUE = "/oversight/waiting"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


def english(client: InspectingClient, member: StaffCast) -> InspectingClient:
    cast.sign_in_staff(client, member)
    client.set_cookie("language", "en")
    return client


def a_wait(about: str, *, asked_by: StaffCast, hours: int, may_decide: bool = True) -> Waiting:
    now = clock.now()
    return Waiting(
        what="New phone",
        about=about,
        asked_by=asked_by.full_name,
        asked_by_id=asked_by.staff_id,
        asked_at=now - timedelta(hours=1),
        until=now + timedelta(hours=hours),
        url="/staff/",
        may_decide=may_decide,
    )


def test_what_runs_out_first_stands_first(app: Flask, visitor: InspectingClient) -> None:
    hanh = cast.hanh()
    rows = [a_wait("Suối Bạc", asked_by=hanh, hours=9), a_wait("Nà Lúa", asked_by=hanh, hours=3)]
    waiting.init_app(app, [lambda _staff: rows])
    english(visitor, cast.dung())

    page = visitor.get(QUEUE).text

    assert page.index("Nà Lúa") < page.index("Suối Bạc")
    assert "Waiting for my word&nbsp;(2)" in page


def test_what_a_member_asked_for_waits_for_a_colleague(
    app: Flask, visitor: InspectingClient
) -> None:
    hanh = cast.hanh()

    def feature(staff: SignedInStaff) -> list[Waiting]:
        may_decide = staff.staff_id != hanh.staff_id
        return [a_wait("Suối Bạc", asked_by=hanh, hours=3, may_decide=may_decide)]

    waiting.init_app(app, [feature])
    english(visitor, hanh)

    page = visitor.get(QUEUE).text

    assert "Nothing waits for you" in page
    assert page.index("Waiting for a colleague") < page.index("Suối Bạc")
    assert "Waiting for my word&nbsp;(" not in page


def test_reviews_and_cases_stand_in_the_queue_of_the_head(
    visitor: InspectingClient, men: Member
) -> None:
    an_opening(men, cast.quan())
    a_report(men, f"look:{newest_line()}")
    english(visitor, cast.dung())

    page = visitor.get(QUEUE).text

    assert "Phạm Thị Mến, 1958" in page
    assert "Case 0317" in page
    assert "Waiting for my word&nbsp;(2)" in page


def test_work_of_the_desk_waits_for_a_colleague_of_who_asked(
    app: Flask, visitor: InspectingClient, men: Member
) -> None:
    hanh, dung = cast.hanh(), cast.dung()
    cast.a_household(men)
    reset_id = a_reset(men, hanh)
    village = cast.a_village("Suối Bạc")
    issuing.many(1)
    batch = issuing.ask_village(issuing.at(app, hanh), village)

    mine = english(visitor, dung).get(QUEUE).text
    own = english(visitor, hanh).get(QUEUE).text
    elsewhere = english(visitor, cast.elsewhere()).get(QUEUE).text

    assert "Waiting for my word&nbsp;(2)" in mine
    for work in (f"/desk/resets/{reset_id}", f"/desk/slips/{batch}"):
        assert work in mine
        assert own.index("Waiting for a colleague") < own.index(work)
        assert work not in elsewhere


def test_nobody_is_asked_about_their_own_deeds(visitor: InspectingClient, men: Member) -> None:
    dung = cast.dung()
    an_opening(men, dung)
    a_report(men, f"look:{newest_line()}")
    english(visitor, dung)

    page = visitor.get(QUEUE).text

    assert "Nothing waits for you" in page
    assert page.index("Waiting for a colleague") < page.index("Case 0317")


def test_the_auditor_reads_no_name_and_only_what_is_left_to_them(
    visitor: InspectingClient, men: Member
) -> None:
    an_opening(men, cast.quan())
    english(visitor, cast.sy())

    page = visitor.get(QUEUE).text

    assert "Phạm" not in page
    assert "NB-" in page

    cast.dung()
    session.commit()
    assert "Nothing waits for you" in visitor.get(QUEUE).text


def test_another_station_sees_nothing(visitor: InspectingClient, men: Member) -> None:
    an_opening(men, cast.quan())
    a_report(men, f"look:{newest_line()}")
    english(visitor, cast.elsewhere())

    page = visitor.get(QUEUE).text

    assert "Nothing waits for you" in page
    assert "Mến" not in page


def test_what_is_late_is_red(
    app: Flask, visitor: InspectingClient, men: Member, time: Time
) -> None:
    an_opening(men, cast.quan())
    time.pass_by(hours=73)
    english(visitor, cast.dung())

    page = visitor.get(QUEUE).text

    assert "data-late" in page
    assert "Overdue" in page


def test_the_queue_costs_the_same_however_much_waits(
    visitor: InspectingClient, statements: list[str], men: Member
) -> None:
    quan = cast.quan()
    an_opening(men, quan)
    english(visitor, cast.dung())
    counts = []
    for _ in range(2):
        statements.clear()
        visitor.get(QUEUE)
        counts.append(len(statements))
        for _ in range(5):
            an_opening(men, quan)

    assert counts[0] == counts[1]


def test_a_wait_without_an_end_stands_last(app: Flask) -> None:
    hanh = cast.hanh()
    endless = Waiting(**{**vars(a_wait("x", asked_by=hanh, hours=1)), "until": None})
    ending = a_wait("y", asked_by=hanh, hours=1)
    waiting.init_app(app, [lambda _staff: [endless], lambda _staff: [ending]])

    queue = waiting.queue_of(_nobody())

    assert [each.about for each in queue] == ["y", "x"]


def _nobody() -> SignedInStaff:
    return as_signed_in(StaffCast(uuid4(), "x", "X", cast.STATION))
