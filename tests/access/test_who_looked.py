"""A resident sees who looked at the record, in plain words."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from portal.access.queries import PAGE_LINES
from portal.audit.events import Basis, Event
from portal.kernel.db import session
from tests import cast
from tests.access.lines import a_look, newest_seq
from tests.client import InspectingClient

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # Monday, 10:00 in Viet Nam
MOST_STATEMENTS = 6


def log_of(person: cast.Member) -> str:
    return f"/people/{person.person_id}/access"


def rows(page: str) -> list[str]:
    """Return the words of each look."""
    listed = re.findall(r"<li(?: class=\"machine\")?>\s*<div class=\"person\">.*?</li>", page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in listed]


def test_a_stranger_does_not_see_the_log(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)

    assert visitor.get(log_of(lan)).status_code == 404


def test_a_refused_try_is_shown_with_its_name(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)
    visitor.get(f"/people/{lan.person_id}/record")
    visitor.get(f"/people/{lan.person_id}/visits")
    cast.sign_in(visitor, lan)

    page = visitor.get(log_of(lan)).text

    [refused] = [row for row in rows(page) if "Lò Văn Hùng" in row]
    assert "Đã thử mở: hồ sơ sức khỏe, lần khám và kết quả" in refused
    assert "Không được xem" in refused
    assert f"about=look:{_seq_of_refusal(page)}" in page


def _seq_of_refusal(page: str) -> str:
    found = re.search(r"about=look(?::|%3A)(\d+)", page)
    assert found
    return found[1]


def test_ones_own_look_needs_no_explaining(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)
    visitor.get(f"/people/{men.person_id}/record")

    page = visitor.get(log_of(men)).text

    [own] = rows(page)
    assert "Bà Mến (tự xem)" in own
    assert "Đã xem: hồ sơ sức khỏe, ai đã xem" in own
    assert "9:00" in own
    assert "about=look" not in page
    assert "Hôm nay, 24/11" in page


def test_a_representatives_looks_are_shown_to_the_person(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)
    visitor.get(f"/people/{son.person_id}/record")

    page = visitor.get(log_of(son)).text

    [hers] = rows(page)
    assert hers.startswith("Hà Thị Lan Mẹ Đã xem:")
    assert "Người đại diện" in hers
    assert "about=look" not in page, "her own look is known to her"


def test_a_doctor_is_named_with_place_and_basis(app: Flask, visitor: InspectingClient) -> None:
    men, doctor = cast.men(), cast.hung()
    for section, minute in (("visits", 0), ("doses", 8)):
        a_look(men, YESTERDAY + timedelta(minutes=minute), by=doctor, section=section,
               organisation="Trạm Y tế xã Đồng Sen")  # fmt: skip
    seq = newest_seq(men.person_id)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    [row] = [row for row in rows(page) if "Hùng" in row]
    for words in ("Trạm Y tế xã Đồng Sen", "lần khám và kết quả, lịch tiêm chủng", "10:08"):
        assert words in row
    assert "Thứ Hai 23/11/2026" in page
    assert re.search(rf"about=look(:|%3A){seq}\b", page)


def test_a_machine_is_grey_and_read_by_nobody(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    a_look(men, YESTERDAY, basis=Basis.SYSTEM, event=Event.RECORD_IMPORTED, section=None)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert '<li class="machine">' in page
    assert "Máy tự gửi, không ai đọc" in page
    assert "about=look" not in page


def test_printing_and_reporting_are_said_as_deeds(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    for event, section in ((Event.RECORD_PRINTED, "print"), (Event.CASE_OPENED, "dispute")):
        a_look(men, YESTERDAY, by=men, basis=Basis.SELF, event=event, section=section)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert "Đã làm: in hoặc lưu hồ sơ, báo sai" in page


def test_signing_in_is_not_a_look(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    a_look(men, YESTERDAY, by=men, basis=Basis.SELF, event=Event.SIGNED_IN, section=None)
    session.commit()
    cast.sign_in(visitor, men)

    assert len(rows(visitor.get(log_of(men)).text)) == 1


def test_older_days_are_a_link_and_a_fragment_and_nothing_is_skipped(
    app: Flask, visitor: InspectingClient
) -> None:
    men, doctor = cast.men(), cast.hung()
    for number in range(PAGE_LINES + 30):
        a_look(men, YESTERDAY - timedelta(hours=number), by=doctor, object_ref=f"n:{number}")
    session.commit()
    cast.sign_in(visitor, men)

    path, seen, fragments = log_of(men), 0, 0
    while path:
        answer = visitor.get(path, headers={"HX-Request": "true"} if fragments else {})
        assert answer.text.lstrip().startswith("<!doctype") == (fragments == 0)
        seen += sum("Hùng" in row for row in rows(answer.text))
        older = re.search(r'hx-get="([^"]+)"', answer.text)
        path = older[1].replace("&amp;", "&") if older else ""
        fragments += 1

    assert seen == PAGE_LINES + 30
    assert fragments > 1


def test_older_days_work_without_htmx(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    a_look(men, YESTERDAY, by=men, basis=Basis.SELF)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(f"{log_of(men)}?before=1")

    assert page.text.lstrip().startswith("<!doctype")
    assert "Ngày mới nhất" in page.text
    assert "Không còn lần xem nào trước đó" in page.text


@pytest.mark.parametrize("before", ["x", "-1", "1e9", "9" * 19, "9" * 40, "٣", "0"])
def test_an_odd_page_mark_breaks_nothing(
    app: Flask, visitor: InspectingClient, before: str
) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men), query_string={"before": before})

    assert page.status_code == 200


@pytest.mark.parametrize("how_many", [1, 500])
def test_the_page_costs_the_same_however_often_people_looked(
    app: Flask, visitor: InspectingClient, statements: list[str], how_many: int
) -> None:
    men, doctor = cast.men(), cast.hung()
    for number in range(how_many):
        a_look(men, YESTERDAY - timedelta(minutes=number), by=doctor)
    session.commit()
    cast.sign_in(visitor, men)

    statements.clear()
    visitor.get(log_of(men))

    assert len(statements) == 4 <= MOST_STATEMENTS


def test_a_line_of_somebody_else_is_no_page_mark(app: Flask, visitor: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    a_look(lan, YESTERDAY, by=lan, basis=Basis.SELF)
    foreign = newest_seq(lan.person_id)
    a_look(men, YESTERDAY - timedelta(days=1), by=men, basis=Basis.SELF)
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(f"{log_of(men)}?before={foreign}")

    assert rows(page.text) == []


def test_names_are_shown_and_not_obeyed(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    a_look(men, YESTERDAY, actor_person_id=uuid4(), actor_name="<i>Quân</i> {{ 1 }}",
           organisation="Bệnh viện \u202e & Co")  # fmt: skip
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert "&lt;i&gt;Quân&lt;/i&gt; {{ 1 }}" in page
    assert "<i>Quân" not in page
