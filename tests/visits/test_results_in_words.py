"""A laboratory result: verdict, action, picture, figure, source; and results over time."""

import re
from datetime import timedelta

from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from tests import cast
from tests.client import HEALTH_WORDS, InspectingClient
from tests.visits.builders import MORNING, a_result, a_visit, glucose
from tests.visits.test_one_visit_in_words import read, words_of

OLDER = re.compile(r'href="(/people/[^"]+/results\?[^"]+)"')


def results(visitor: InspectingClient, member: cast.Member) -> str:
    session.commit()
    return cast.sign_in(visitor, member).get(f"/people/{member.person_id}/results").text


def test_a_result_is_told_in_the_order_families_read(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    result = glucose(men, visit, "7.8")
    session.commit()

    page = cast.sign_in(visitor, men).get(f"/visits/{visit}").text
    told = page[page.index(f'id="result-{result}"') :]

    in_order = (
        "Đường máu lúc đói",
        "Cao hơn mức thường",
        "Uống thuốc đều, bớt đồ ngọt.",
        '<svg class="chart"',
        "Mức thường 3,9 đến 6,4.",
        "ghi 12/11/2026.",
        f"about=result:{result}",
    )
    places = [told.index(each) for each in in_order]
    assert places == sorted(places)


def test_digits_stay_and_the_point_becomes_a_comma(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    glucose(men, visit, "7.80")

    assert "7,80 mmol/L. Mức thường" in read(visitor, men, visit)
    visitor.set_cookie("language", "en")
    assert "7.80 mmol/L. Usual range 3.9 to 6.4." in words_of(visitor.get(f"/visits/{visit}").text)


def test_a_number_without_a_unit_is_not_judged(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    glucose(men, visit, "7.8", unit=None)

    page = read(visitor, men, visit)

    assert "Đường máu lúc đói 7,8. " in page
    assert "mức thường" not in page.split("Xét nghiệm")[1].split("Kết quả hơi lệch")[0].lower()


def test_a_result_in_another_unit_says_both_units(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    visit = a_visit(men)
    glucose(men, visit, "140", unit="mg/dL")

    page = read(visitor, men, visit)

    assert "140 mg/dL (7,77 mmol/L). Mức thường 3,9 đến 6,4 mmol/L." in page


def test_the_value_of_the_time_before_stands_beside(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    for days, text, unit in ((60, "155", "mg/dL"), (30, "8.6", "mmol/L")):
        visit = a_visit(men, at=MORNING - timedelta(days=days))
        glucose(men, visit, text, unit=unit)
    newest = a_visit(men)
    glucose(men, newest, "7.8")

    assert "Lần trước 8,6." in read(visitor, men, newest)
    assert "Lần trước 155 mg/dL." in words_of(visitor.get(f"/visits/{visit}").text)


def test_an_earlier_visit_knows_nothing_of_later_ones(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    first = a_visit(men, at=MORNING - timedelta(days=30))
    glucose(men, first, "8.6")
    glucose(men, a_visit(men), "7.8")

    assert "Lần trước" not in read(visitor, men, first)


def test_each_test_shows_its_newest_value_the_one_before_and_a_line(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    for days, text in ((0, "7.8"), (30, "8.6"), (60, "9.1")):
        glucose(men, a_visit(men, at=MORNING - timedelta(days=days)), text)
    a_result(men, a_visit(men), "Chỉ số lạ", "1:80++")

    page = results(visitor, men)

    assert "Đường máu lúc đói 7,8 mmol/L 12/11/2026 Lần trước 8,6. Cao hơn" in words_of(page)
    assert "Chỉ số lạ 1:80++ 12/11/2026" in words_of(page)
    assert page.count('class="spark"') == 1


def test_tests_follow_page_by_page_without_a_gap_or_a_repeat(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    for days in (0, 9):
        visit = a_visit(men, at=MORNING - timedelta(days=days))
        for number in range(45):
            a_result(men, visit, f"Chỉ số số {number:02}", f"{number}", position=number)
    session.commit()
    cast.sign_in(visitor, men)

    seen: list[str] = []
    address = f"/people/{men.person_id}/results"
    while address:
        assert not HEALTH_WORDS.search(address)
        page = visitor.get(address).text
        seen += re.findall(r"Chỉ số số \d\d", page)
        older = OLDER.search(page)
        address = older[1].replace("&amp;", "&") if older else ""

    assert len(seen) == 45
    assert sorted(seen) == [f"Chỉ số số {number:02}" for number in range(45)]


def test_an_odd_place_among_the_results_is_the_beginning(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    glucose(men, a_visit(men), "7.8")
    session.commit()
    cast.sign_in(visitor, men)

    for odd in ("at=x&id=1", f"at=2026-11-12T01:00:00Z&id={10**30}", "at=2026-11-12T01:00:00Z"):
        page = visitor.get(f"/people/{men.person_id}/results?{odd}")
        assert page.status_code == 200
        assert "Đường máu lúc đói" in page.text


def test_a_result_of_an_old_version_is_not_the_value_before(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    old = a_visit(men, external_id="LK1", replaced_at=clock.now())
    glucose(men, old, "9.9")
    glucose(men, a_visit(men, external_id="LK1", replaces_id=old), "7.8")

    assert "9,9" not in results(visitor, men)


def test_a_mother_sees_no_result_of_a_restricted_visit(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    glucose(minh, a_visit(minh, sensitivity=Sensitivity.OTHER), "9.9")
    session.commit()

    page = cast.sign_in(visitor, lan).get(f"/people/{minh.person_id}/results").text

    assert "Chưa có kết quả nào" in page


def test_nobody_is_left_before_an_empty_page_of_results(
    app: Flask, visitor: InspectingClient
) -> None:
    page = results(visitor, cast.men())

    assert "Chưa có kết quả nào" in page
