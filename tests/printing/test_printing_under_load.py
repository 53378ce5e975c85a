"""Many prints at once, long records, and a worker that gives up."""

import pytest
from flask import Flask

from portal.kernel import pdf
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.printing.papers import a_visit_with_glucose, an_answer, many_doses


def test_a_long_record_asks_the_database_no_more_often(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    men = cast.men()
    for _ in range(3):
        a_visit_with_glucose(men, "5.0")
    browser = cast.sign_in(visitor, men)
    path = f"/people/{men.person_id}/record/print"
    browser.get(path)
    statements.clear()
    browser.get(path)
    short = len(statements)

    for _ in range(15):
        a_visit_with_glucose(men, "7.8")
    many_doses(men, 40)
    for item in ("disease_hypertension", "disease_diabetes", "surgical_history"):
        an_answer(men, item, "từ lâu")
    session.commit()
    statements.clear()
    browser.get(path)

    assert len(statements) == short


def test_one_print_too_many_is_asked_to_come_back(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    browser = cast.sign_in(visitor, lan)
    places = pdf.worker._places
    taken = [places.acquire(blocking=False) for _ in range(pdf.WAITING_AT_MOST + 1)]

    try:
        answer = browser.get(f"/people/{lan.person_id}/record.pdf")
    finally:
        places.release(sum(taken))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_sheet_that_cannot_be_set_shows_the_calm_error_page(
    app: Flask, visitor: InspectingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = cast.lan()
    session.commit()
    browser = cast.sign_in(visitor, lan)
    monkeypatch.setattr(pdf, "LARGEST", 10)
    app.config["TESTING"] = False

    answer = browser.get(f"/people/{lan.person_id}/record.pdf")

    assert answer.status_code == 500
    assert answer.mimetype == "text/html"
