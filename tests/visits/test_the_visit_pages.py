"""The list of visits, one visit, and its versions."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.visits.models import Diagnosis, Encounter, LabResult, Medicine
from tests import cast
from tests.client import InspectingClient
from tests.performance.full_records import (
    diagnoses,
    encounters,
    fill,
    insert,
    lab_results,
    medicines,
)

RAW_RESULTS = ("< 0,5 (âm tính)", "1:80++", "12.5*", "Không làm được, mẫu <tan huyết>")
LINK = re.compile(r'href="(/visits/[0-9a-f-]{36})"')
OLDER = re.compile(r'href="(/people/[^"]+/visits\?[^"]+)"')


def add_visit(member: cast.Member, **changed: object) -> UUID:
    """Add a visit with a diagnosis; the caller commits."""
    [visit] = encounters(member, 1)
    visit |= {"external_id": uuid4().hex, **changed}
    insert(Encounter, [visit])
    insert(Diagnosis, diagnoses(visit["id"], 1))
    return UUID(str(visit["id"]))


def test_every_visit_is_listed_once_page_by_page(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    visits = encounters(lan, 45)
    for visit in visits[18:23]:  # the same moment, across the end of a page
        visit["started_at"] = visits[20]["started_at"]
    insert(Encounter, visits)
    session.commit()
    cast.sign_in(visitor, lan)

    pages = read_through(visitor, lan)

    listed = [address for page in pages for address in page]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sorted(listed) == sorted(f"/visits/{visit['id']}" for visit in visits)


def test_a_full_page_without_more_offers_no_older_visits(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    insert(Encounter, encounters(lan, 20))
    session.commit()
    cast.sign_in(visitor, lan)

    assert "Xem các lần trước" not in visitor.get(list_of(lan)).text


def test_an_odd_address_shows_the_first_page(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    add_visit(lan)
    session.commit()
    cast.sign_in(visitor, lan)

    for odd in ("at=x&id=y", "at=2026-01-01&id=1", f"at=2026-01-01T00:00:00&id={uuid4()}", "at="):
        page = visitor.get(f"{list_of(lan)}?{odd}")
        assert page.status_code == 200
        assert LINK.search(page.text)


def test_a_person_without_visits_reads_what_to_do(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(list_of(lan)).text

    assert "Chưa có lần khám nào" in page
    assert 'href="tel:' in page


def test_a_visit_comes_in_reading_order(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    newest = fill(lan, 2)
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(f"/visits/{newest}").text

    headings = ("Việc cần làm", "Chẩn đoán", "Thuốc", "Xét nghiệm")
    titles = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
    places = [titles.index(heading) for heading in headings]
    assert places == sorted(places)


def test_an_old_version_leads_to_the_newest(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    newest, *old = versions(lan, 3)
    session.commit()
    cast.sign_in(visitor, lan)

    for version in old:
        answer = visitor.get(f"/visits/{version}")
        assert (answer.status_code, answer.location) == (303, f"/visits/{newest}")
    assert visitor.get(f"/visits/{newest}").status_code == 200
    assert LINK.findall(visitor.get(list_of(lan)).text) == [f"/visits/{newest}"]


def test_a_stranger_learns_nothing_of_a_visit(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    newest, old = versions(lan, 2)
    session.commit()
    cast.sign_in(visitor, hung)

    answers = [visitor.get(f"/visits/{one}") for one in (newest, old, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({without_reference(answer.text) for answer in answers}) == 1


def test_the_text_of_a_result_stays_as_the_laboratory_wrote_it(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    visit = add_visit(lan)
    rows = lab_results(visit, lan, len(RAW_RESULTS))
    for row, text in zip(rows, RAW_RESULTS, strict=True):
        row |= {"value_text": text, "unit": None}
    insert(LabResult, rows)
    session.commit()
    cast.sign_in(visitor, lan)

    for address in (f"/visits/{visit}", f"/people/{lan.person_id}/results"):
        page = visitor.get(address).text
        for text in RAW_RESULTS:
            assert text.replace("<", "&lt;").replace(">", "&gt;") in page, f"{text} in {address}"


def test_a_dose_nobody_can_read_is_shown_as_written(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    visit = add_visit(lan)
    [row] = medicines(visit, 1)
    insert(Medicine, [row | {"dose_text": "theo đơn <BS>", "instruction": None}])
    session.commit()
    cast.sign_in(visitor, lan)

    page = visitor.get(f"/visits/{visit}").text

    assert "theo đơn &lt;BS&gt;" in page


def test_medicine_for_days_to_come_says_until_when(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    visit = add_visit(lan, ended_at=clock.now() + timedelta(days=6))
    session.commit()
    cast.sign_in(visitor, lan)

    assert "30/11/2026" in visitor.get(f"/visits/{visit}").text


def versions(member: cast.Member, count: int) -> list[UUID]:
    """Add one visit sent several times; return its versions, the newest first."""
    common: dict[str, Any] = {"external_id": uuid4().hex, "replaced_at": clock.now()}
    sent = [add_visit(member, **common) for _ in range(count)]
    for old, new in pairwise(sent):
        _update(new, replaces_id=old)
    _update(sent[-1], replaced_at=None)
    return sent[::-1]


def _update(visit: UUID, **values: object) -> None:
    session.execute(sa.update(Encounter).where(Encounter.id == visit).values(**values))


def list_of(member: cast.Member) -> str:
    return f"/people/{member.person_id}/visits"


def read_through(visitor: InspectingClient, member: cast.Member) -> list[list[str]]:
    """Follow "older visits" to the end; return the visits of each page."""
    pages, address = [], list_of(member)
    while address:
        text = visitor.get(address).text
        pages.append(LINK.findall(text))
        older = OLDER.search(text)
        address = older[1].replace("&amp;", "&") if older else ""
    return pages


def without_reference(text: str) -> str:
    """Leave out what differs from answer to answer."""
    return re.sub(r'(?<=value=")[^"]{20,}|(?<=CSRFToken":")[^"]+|\b[0-9a-f]{8}\b', "", text)
