"""A print shows what its reader may see, in the order of the form, and leaves its line."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from tests import cast
from tests.client import InspectingClient
from tests.printing.papers import a_visit_with_glucose, an_answer, pages_of


def test_the_pdf_holds_the_parts_of_the_form_in_order(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    an_answer(lan, "allergy_drug", "Penicillin")
    an_answer(lan, "surgical_history", "Mổ ruột thừa 2010")
    session.commit()

    answer = cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="ho-so.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    text = "\n".join(pages_of(answer.data))
    wanted = (
        "831/QĐ-BYT", "Penicillin", "A. ", "Hà Thị Lan", "B. ", "B1. ", "Mổ ruột thừa 2010",
        "B8. ", "C. ", "C1. ", "C2. ", "D. ",
    )  # fmt: skip
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert lan.personal_id not in text
    assert lan.phone.removeprefix("+84") not in text


def test_the_file_is_saved_under_a_name_that_says_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()

    answer = cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record.pdf?save=")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="ho-so.pdf"'


def test_every_page_carries_the_code_of_its_print(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    for item in ("disease_hypertension", "disease_diabetes", "surgical_history", "other_issue"):
        an_answer(men, item, "lời kể dài của bà " * 60)
    session.commit()

    pages = pages_of(cast.sign_in(visitor, men).get(f"/people/{men.person_id}/record.pdf").data)

    codes = [re.search(r"\b\d{4}-[A-Z2-9]{6}\b", page) for page in pages]
    assert len(pages) > 1
    assert len({code.group() for code in codes if code}) == 1
    assert all(codes)
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1))


@pytest.mark.parametrize(("value", "sign"), [("7.8", "▲"), ("2.9", "▼")])
def test_a_result_outside_its_range_is_told_by_a_sign_not_by_colour(
    app: Flask, visitor: InspectingClient, value: str, sign: str
) -> None:
    men = cast.men()
    a_visit_with_glucose(men, value)
    session.commit()

    page = cast.sign_in(visitor, men).get(f"/people/{men.person_id}/record/print")

    assert sign in page.text


def test_a_result_in_its_range_has_no_sign(app: Flask, visitor: InspectingClient) -> None:
    men = cast.men()
    a_visit_with_glucose(men, "5.0")
    session.commit()

    page = cast.sign_in(visitor, men).get(f"/people/{men.person_id}/record/print")

    assert "▲" not in page.text
    assert "▼" not in page.text


def test_markup_in_the_record_stays_text(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    an_answer(lan, "other_issue", '<link rel="attachment" href="file:///etc/passwd"> {{ 7*7 }}')
    session.commit()

    answer = cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record.pdf")

    text = " ".join(" ".join(pages_of(answer.data)).split())
    assert '<link rel="attachment" href="file:///etc/passwd"> {{ 7*7 }}' in text
    assert b"/EmbeddedFile" not in answer.data


def test_a_print_leaves_two_lines_a_look_and_a_print(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record/print")

    events = session.scalars(
        sa.select(AuditLine.event)
        .where(AuditLine.person_id == lan.person_id)
        .order_by(AuditLine.seq)
    )
    assert list(events) == [Event.RECORD_SEEN, Event.RECORD_PRINTED]


def test_a_representative_prints_no_sensitive_fact(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    an_answer(minh, "disease_epilepsy", "từ nhỏ, kín", Sensitivity.MENTAL)
    an_answer(minh, "disease_asthma", "hen từ nhỏ")
    session.commit()

    page = cast.sign_in(visitor, lan).get(f"/people/{minh.person_id}/record/print")

    assert "hen từ nhỏ" in page.text
    assert "từ nhỏ, kín" not in page.text


def test_the_printing_page_leads_back_and_to_the_file(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()

    page = cast.sign_in(visitor, lan).get(f"/people/{lan.person_id}/record/print")

    assert f'href="/people/{lan.person_id}/record"' in page.text
    assert f'href="/people/{lan.person_id}/record.pdf?save="' in page.text
