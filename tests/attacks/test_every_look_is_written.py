"""Whoever looks, however they ask: one line for each record a page draws on."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient

ABOUT = (
    "record", "record/print", "record.pdf", "immunisations", "immunisations/report",
    "immunisations/certificate.pdf", "visits", "results", "measurements/pressure",
    "measurements/weight", "measurements/glucose", "measurements/growth", "access",
    "disputes/new?about=A",
)  # fmt: skip
PRINTED = {"record/print", "record.pdf", "immunisations/certificate.pdf"}
WORDS = ("pressure", "doses", "huyet", "tiem", "vaccin", "benh", "immunisation")


def lines() -> Sequence[AuditLine]:
    """Return the log so far, and let go of the place SQLite has for one writer."""
    session.expire_all()
    found = list(session.scalars(sa.select(AuditLine).order_by(AuditLine.seq)))
    session.expunge_all()
    session.rollback()
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_page_about_a_person_leaves_its_line(
    app: Flask, visitor: InspectingClient, method: str
) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    for page in ABOUT:
        before = len(lines())
        answer = visitor.open(f"/people/{son.person_id}/{page}", method=method)
        assert answer.status_code == 200, page
        written = lines()[before:]
        assert [line.event for line in written][:1] == [Event.RECORD_SEEN], page
        assert len(written) == (2 if page in PRINTED else 1), page
        assert {(line.person_id, line.actor_person_id, line.permitted) for line in written} == {
            (son.person_id, mother.person_id, True)
        }, page


@pytest.mark.parametrize("path", ["/home", "/people"])
def test_home_leaves_a_line_for_each_person_on_it(
    app: Flask, visitor: InspectingClient, path: str
) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)

    visitor.get(path)

    assert {line.person_id for line in lines()} == {mother.person_id, son.person_id}
    assert len(lines()) == 2


def test_no_line_no_page(app: Flask, visitor: InspectingClient) -> None:
    """Where the log cannot be written, nothing is shown."""
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)
    session.execute(sa.text("ALTER TABLE audit_line RENAME TO gone"))
    session.commit()

    for path in ("/home", "/people", *(f"/people/{son.person_id}/{page}" for page in ABOUT)):
        answer = visitor.get(path)
        assert answer.status_code == 500, path
        assert son.full_name not in answer.text, path


def test_nothing_private_may_be_kept_by_a_browser(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    for page in ABOUT:
        answer = visitor.get(f"/people/{lan.person_id}/{page}")
        assert answer.headers["Cache-Control"] == "no-store", page
        assert "ETag" not in answer.headers, page
        assert answer.headers["X-Content-Type-Options"] == "nosniff", page
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], page
        named = answer.headers.get("Content-Disposition", "").lower()
        assert not [word for word in WORDS if word in named], page


def test_the_record_of_the_dead_is_closed_to_a_representative(
    app: Flask, visitor: InspectingClient
) -> None:
    """A representative acts for a living minor; home does not list the dead either."""
    mother = cast.lan()
    son = cast.minh(mother)
    session.commit()
    cast.sign_in(visitor, mother)
    session.execute(
        sa.text("UPDATE person SET deceased_on = '2026-11-20' WHERE full_name = :name"),
        {"name": son.full_name},
    )
    session.commit()

    assert son.full_name not in visitor.get("/home").text
    assert visitor.get(f"/people/{son.person_id}/record").status_code == 404
