"""A head sees and closes the accounts of their own station, an auditor only what waits."""

import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import reads, session
from portal.staff.models import StaffInvitation, StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.conftest import Time
from tests.staff.accounts import ask, asked, browser_of, decide, head_elsewhere, page_of
from tests.staff.test_grave_deeds_need_a_code import led_to_a_code, twelve_minutes

LIST = "/staff/members"


def test_a_head_sees_their_own_station_alone(app: Flask) -> None:
    cast.hanh()
    cast.ha()
    cast.elsewhere()
    cast.a_staff_member("ngoc", "Cà Thị Ngọc", Role.STATION_STAFF, commune="Xã Nà Hoa")
    page = browser_of(app, cast.dung()).get(LIST).text

    assert "Lò Thị Hạnh" in page
    for stranger in ("Nguyễn Thu Hà", "Cầm Thị Tươi", "Cà Thị Ngọc"):
        assert stranger not in page


def test_another_communes_head_gets_nothing(app: Flask) -> None:
    hanh, sy = cast.hanh(), cast.sy()
    ask(browser_of(app, cast.dung()))
    wish = asked()
    other = browser_of(app, head_elsewhere())
    token = other.token("/staff/")

    assert "Xuân" not in other.get(LIST).text
    page = f"{LIST}/{hanh.staff_id}"
    for path in (page, page_of(wish)):
        assert other.get(path).status_code == 404
    for path in (f"{page}/suspend", f"{page}/again", f"{page_of(wish)}/code"):
        assert other.post(path, data={"csrf_token": token}).status_code == 404
    decide(browser_of(app, sy), wish, "allow")
    assert other.post(f"{page_of(wish)}/code", data={"csrf_token": token}).status_code == 404
    assert reads().scalar(sa.select(StaffInvitation.code_shown_at)) is None


def test_an_auditor_sees_what_waits_and_no_account(app: Flask) -> None:
    hanh = cast.hanh()
    ask(browser_of(app, cast.dung()))
    auditor = browser_of(app, cast.sy())

    page = auditor.get(LIST).text

    assert "Cầm Thị Xuân" in page
    assert "Lò Thị Hạnh" not in page
    assert auditor.get(f"{LIST}/{hanh.staff_id}").status_code == 404
    assert auditor.get("/staff/members/invite").status_code == 404
    assert decide(auditor, asked(), "allow").status_code == 303
    assert auditor.get(page_of(asked())).status_code == 404


def test_a_head_closes_a_colleagues_account_at_once(app: Flask) -> None:
    hanh = cast.hanh()
    theirs = browser_of(app, hanh)
    head = browser_of(app, cast.dung())
    page = f"{LIST}/{hanh.staff_id}"

    assert head.submit(page, to=f"{page}/suspend").location == LIST

    assert theirs.get("/staff/").location == "/staff/sign-in"
    assert "Account closed" in head.get(page).text


def test_nobody_closes_or_renews_their_own(app: Flask) -> None:
    dung = cast.dung()
    head = browser_of(app, dung)
    page = f"{LIST}/{dung.staff_id}"
    token = head.token("/staff/")

    for deed in ("suspend", "again"):
        assert head.post(f"{page}/{deed}", data={"csrf_token": token}).status_code == 422

    assert reads().scalar(sa.select(StaffMember.suspended_at)) is None
    assert head.get("/staff/").status_code == 200


def test_an_auditor_at_the_station_is_not_the_heads_to_close(app: Flask) -> None:
    watcher = cast.a_staff_member("ba", "Vi Văn Ba", Role.AUDITOR)
    head = browser_of(app, cast.dung())
    token = head.token("/staff/")

    for deed in ("suspend", "again"):
        answer = head.post(f"{LIST}/{watcher.staff_id}/{deed}", data={"csrf_token": token})
        assert answer.status_code == 422


def test_a_head_without_a_commune_is_offered_what_needs_none(app: Flask) -> None:
    loan = cast.a_staff_member(
        "loan", "Đặng Thị Loan", Role.STATION_HEAD, facility=cast.HOSPITAL, commune=None
    )
    cast.elsewhere()
    head = browser_of(app, loan)

    assert "Cầm Thị Tươi" not in head.get(LIST).text
    page = head.get("/staff/members/invite").text
    assert 'value="clinician"' in page
    assert 'value="station_staff"' not in page
    assert ask(head, roles=["station_staff"]).status_code == 422
    assert ask(head, roles=["clinician"], personal_id="").status_code == 303


def test_the_deeds_ask_for_a_new_code_of_the_app(app: Flask, time: Time) -> None:
    hanh, dung = cast.hanh(), cast.dung()
    head = browser_of(app, dung)
    twelve_minutes(head, time)
    page = f"{LIST}/{hanh.staff_id}"

    led_to_a_code(head, dung, page, f"{page}/suspend", f"{page}/again")

    time.pass_by(minutes=1)
    twelve_minutes(head, time)
    led_to_a_code(head, dung, f"{LIST}/invite", f"{LIST}/invite")
    assert reads().scalar(sa.select(StaffMember.suspended_at).limit(1)) is None


def test_the_queue_lists_what_waits_for_the_province_and_from_the_station(app: Flask) -> None:
    dung, sy, stranger = cast.dung(), cast.sy(), head_elsewhere()
    head = browser_of(app, dung)
    ask(head)
    session.rollback()  # SQLite has one writer

    assert "Cầm Thị Xuân" in browser_of(app, sy).get("/oversight/waiting").text
    assert "Cầm Thị Xuân" in head.get("/oversight/waiting").text
    assert "Cầm Thị Xuân" not in browser_of(app, stranger).get("/oversight/waiting").text
