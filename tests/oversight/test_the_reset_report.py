"""The report on resets: planted misuse is found, and each reader sees their own part of it."""

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.resets.states import State
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.resets import a_reset

REPORT = "/oversight/resets"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def hanh(app: Flask) -> StaffCast:
    return cast.hanh()


@pytest.fixture
def dung(app: Flask) -> StaffCast:
    return cast.dung()


def english(client: InspectingClient, member: StaffCast) -> InspectingClient:
    cast.sign_in_staff(client, member)
    client.set_cookie("language", "en")
    return client


def neighbours(count: int) -> list[Member]:
    return [
        cast.a_person(f"Lò Thị Hàng {number}", born=PartialDate.of_year(1970 + number))
        for number in range(count)
    ]


def test_the_head_reads_who_asked_and_who_allowed_by_week(
    visitor: InspectingClient, men: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    a_reset(men, hanh, dung)
    english(visitor, dung)

    page = visitor.get(REPORT).text

    assert "Cán bộ Lò Thị Hạnh" in page
    assert "Bác sĩ Hoàng Văn Dũng" in page
    assert "48/2026" in page
    assert "Nothing stands out in this month." in page


def test_work_at_night_stands_out(
    visitor: InspectingClient, men: Member, hanh: StaffCast, dung: StaffCast, time: Time
) -> None:
    time.pass_by(hours=11)
    a_reset(men, hanh, dung)
    english(visitor, dung)

    page = visitor.get(REPORT).text

    assert "Outside working hours" in page
    assert "Phạm Thị Mến, 1958" in page


def test_one_phone_for_four_people_stands_out_and_for_three_does_not(
    visitor: InspectingClient, hanh: StaffCast, dung: StaffCast, time: Time
) -> None:
    people = neighbours(4)
    for person in people[:3]:
        a_reset(person, hanh, state=State.WITHDRAWN)
        time.pass_by(days=1)
    english(visitor, dung)
    assert "One phone" not in visitor.get(REPORT, query_string={"month": "2026-11"}).text

    a_reset(people[3], hanh)
    cast.sign_in_staff(visitor, dung)
    assert visitor.get(REPORT).text.count("One phone for more than 3 people") == 4


def test_a_phone_is_followed_for_ninety_days_over_all_communes(
    visitor: InspectingClient, hanh: StaffCast, dung: StaffCast, time: Time
) -> None:
    people = neighbours(8)
    tuoi = cast.elsewhere()
    for person in people[:3]:
        a_reset(person, tuoi, commune="Xã Nà Hoa", state=State.LAPSED)
    time.pass_by(days=30)
    a_reset(people[3], hanh)
    english(visitor, dung)
    page = visitor.get(REPORT, query_string={"month": "2026-12"}).text
    assert page.count("One phone for more than 3 people") == 1
    assert "Hàng 0" not in page

    time.pass_by(days=90)
    a_reset(people[4], hanh)
    cast.sign_in_staff(visitor, dung)
    assert "One phone" not in visitor.get(REPORT).text


def test_a_reset_for_the_family_is_found_whoever_planted_it(
    visitor: InspectingClient, men: Member, dung: StaffCast
) -> None:
    own = cast.hung()
    kin = cast.lan()
    cast.a_household(own, men)
    cast.represents(kin, men)
    asker = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_STAFF, person=own)
    daughter = cast.a_staff_member("lan", "Hà Thị Lan", Role.STATION_STAFF, person=kin)
    stranger = cast.hanh()
    a_reset(men, asker, stranger, state=State.REFUSED)
    a_reset(men, stranger, daughter, state=State.REFUSED)
    a_reset(men, stranger, dung, voucher=asker, state=State.REFUSED)
    a_reset(own, asker, dung)
    a_reset(kin, stranger, dung)
    english(visitor, dung)

    page = visitor.get(REPORT).text

    assert page.count("For themselves or their family") == 4


def test_two_who_always_sign_for_each_other_are_named(
    visitor: InspectingClient, hanh: StaffCast, dung: StaffCast
) -> None:
    for person in neighbours(3):
        a_reset(person, hanh, dung, phone="+84900000111", state=State.LAPSED)
        a_reset(person, dung, hanh, phone="+84900000111", state=State.LAPSED)
    english(visitor, dung)

    page = visitor.get(REPORT).text

    assert "Two who decide for each other" in page
    assert "<td data-number>100</td>" in page


def test_the_auditor_counts_communes_and_reads_no_name_of_a_resident(
    visitor: InspectingClient, men: Member, hanh: StaffCast, dung: StaffCast, time: Time
) -> None:
    time.pass_by(hours=11)
    a_reset(men, hanh, dung)
    english(visitor, cast.sy())

    page = visitor.get(REPORT).text
    of_commune = visitor.get(REPORT, query_string={"commune": "Xã Đồng Sen"}).text

    assert "Xã Đồng Sen" in page
    assert "Drawn by lot" in page
    assert "By commune" in page
    assert "By member and week" in of_commune
    for text in (page, of_commune):
        assert "NB-" in text
        assert "Mến" not in text
        assert "Cán bộ Lò Thị Hạnh" in text


def test_the_head_of_another_commune_reads_nothing_of_it(
    visitor: InspectingClient, men: Member, hanh: StaffCast, time: Time
) -> None:
    time.pass_by(hours=11)
    a_reset(men, hanh)
    head = cast.a_staff_member(
        "xa",
        "Cầm Văn Xa",
        Role.STATION_HEAD,
        facility=cast.HOSPITAL,
        commune="Xã Nà Hoa",
    )
    english(visitor, head)

    for query in ({}, {"commune": "Xã Đồng Sen"}):
        page = visitor.get(REPORT, query_string=query).text
        assert "No resets in this month" in page
        assert "Hạnh" not in page
        assert "Mến" not in page


def test_a_head_without_a_commune_has_no_report(visitor: InspectingClient, app: Flask) -> None:
    head = cast.a_staff_member("xa", "Cầm Văn Xa", Role.STATION_HEAD, commune=None)
    cast.sign_in_staff(visitor, head)

    assert visitor.get(REPORT).status_code == 404


@pytest.mark.parametrize("query", [{"month": "2027-01"}, {"month": "x"}, {"commune": "Xã Bịa"}])
def test_what_does_not_exist_is_not_found(
    visitor: InspectingClient, app: Flask, query: dict[str, str]
) -> None:
    cast.sign_in_staff(visitor, cast.sy())

    assert visitor.get(REPORT, query_string=query).status_code == 404


def test_a_report_costs_the_same_however_much_is_in_it(
    visitor: InspectingClient,
    statements: list[str],
    hanh: StaffCast,
    dung: StaffCast,
    time: Time,
) -> None:
    time.pass_by(hours=11)
    people = neighbours(12)
    a_reset(people[0], hanh, dung)
    english(visitor, dung)
    visitor.get(REPORT)
    statements.clear()
    visitor.get(REPORT)
    of_few = len(statements)
    for person in people[1:]:
        a_reset(person, hanh, dung)
    cast.sign_in_staff(visitor, dung)
    visitor.get(REPORT)

    statements.clear()
    visitor.get(REPORT)

    assert len(statements) <= of_few + 1


def test_a_head_without_a_commune_is_not_led_to_a_report_that_is_not_there(
    visitor: InspectingClient,
) -> None:
    loan = cast.a_staff_member(
        "loan", "Vũ Thị Loan", Role.STATION_HEAD, facility=cast.HOSPITAL, commune=None
    )
    session.commit()
    english(visitor, loan)

    assert visitor.get(REPORT).status_code == 404
    assert f'href="{REPORT}"' not in visitor.get("/oversight/reviews").text


def test_a_head_of_a_commune_is_led_to_its_report(
    visitor: InspectingClient, dung: StaffCast
) -> None:
    session.commit()
    assert f'href="{REPORT}"' in english(visitor, dung).get("/oversight/reviews").text
