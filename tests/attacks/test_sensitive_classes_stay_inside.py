"""No page, title, address, message or line of the log shows a sensitive class outside its basis.

Mến's record holds one visit and one answer of every sensitive class, each with a marker
of its own. Everybody who may come follows every link they find; whatever they are shown
is searched for the markers that are not theirs.
"""

import contextvars
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from portal.access.policy import Scope, Step
from portal.audit.models import AuditLine
from portal.consents.sections import OPENS, PLAIN, SENSITIVE, Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications.models import OutboxMessage
from portal.people.kinds import Sensitivity, Source
from portal.people.models import Administrative
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.visits.models import Encounter
from tests import cast
from tests.attacks.daughter import OPEN, a_visit
from tests.attacks.test_the_policy_matrix import (
    Visitor,
    _consent,
    _emergency,
    _represent,
    _resident,
    _staff,
)
from tests.cast import Member
from tests.client import InspectingClient

CLASSES = [one for one in Sensitivity if one not in (Sensitivity.NONE, Sensitivity.ORIGIN)]
MARKS: Mapping[Sensitivity, str] = {one: f"Dấu{one.value.replace('_', '')}" for one in CLASSES}
ORIGIN_MARK = "Dấugốc"
OPEN_MARK = "Dấumở"
ITEMS = {
    Sensitivity.DRUG_USE: "drug_use_status",
    Sensitivity.MENTAL: "disease_mental",
    Sensitivity.TUBERCULOSIS: "disease_tuberculosis",
    Sensitivity.HEPATITIS: "disease_hepatitis",
    Sensitivity.REPRODUCTIVE: "contraception",
    Sensitivity.OTHER: "disease_other",
}
RECORDED: dict[str, Any] = {"source": Source.STATION, "recorded_on": date(2026, 11, 20)}
LEAVING = re.compile(r"/(sign-out|signed-out|language|stay|assets?|static)\b")
MOST_PAGES = 120


@pytest.fixture
def men(app: Flask) -> Member:
    """Return Mến with everything in her record."""
    person = cast.men()
    cast.a_facility("99101")
    a_visit(person, OPEN, OPEN_MARK, Sensitivity.NONE)
    for place, kind in enumerate(CLASSES, start=1):
        a_visit(person, OPEN + timedelta(days=place), MARKS[kind], kind)
        session.add(
            HistoryAnswer(
                person_id=person.person_id,
                item=ITEMS[kind],
                answer=Answer.YES,
                detail=MARKS[kind],
                sensitivity=kind,
                **RECORDED,
            )
        )
    session.add(
        Administrative(
            person_id=person.person_id,
            content_hash=b"x",
            ethnicity=ORIGIN_MARK,
            religion=ORIGIN_MARK,
            **RECORDED,
        )
    )
    return person


def _delegate(men: Member) -> Visitor:
    lan = cast.lan()
    _represent(men, lan, *Scope, days=30, ended=False)
    return _resident("delegate", lan, *Scope)


def _plain_sections(men: Member) -> Visitor:
    quan = cast.quan()
    _consent(men, *PLAIN, staff=quan)
    return _staff("plain sections", quan, *PLAIN)


def _one_sensitive(section: Section) -> Callable[[Member], Visitor]:
    def enter(men: Member) -> Visitor:
        quan = cast.quan()
        _consent(men, *PLAIN, section, staff=quan)
        return _staff(section.value, quan, *PLAIN, section)

    enter.__name__ = section.value
    return enter


def _sensitive_alone(men: Member) -> Visitor:
    quan = cast.quan()
    _consent(men, Section.MENTAL, staff=quan)
    return _staff("mental alone", quan, Section.MENTAL)


def _emergency_widened(men: Member) -> Visitor:
    quan = cast.quan()
    _emergency(men, quan, widened=True)
    return _staff("emergency", quan, *PLAIN, step=Step.REST)


def _head(men: Member) -> Visitor:
    quan, dung = cast.quan(), cast.dung()
    _emergency(men, quan, widened=True)
    return _staff("head", dung)


def _auditor(men: Member) -> Visitor:
    quan, sy = cast.quan(), cast.sy()
    _emergency(men, quan, widened=True)
    return _staff("auditor", sy)


def _stranger(men: Member) -> Visitor:
    return _resident("stranger", cast.hung())


@pytest.mark.parametrize(
    "visitor_of",
    [
        _delegate,
        _plain_sections,
        *(_one_sensitive(section) for section in SENSITIVE),
        _sensitive_alone,
        _emergency_widened,
        _head,
        _auditor,
        _stranger,
    ],
    ids=lambda each: each.__name__.strip("_"),
)
def test_nobody_is_shown_a_class_outside_their_basis(
    app: Flask, men: Member, visitor_of: Callable[[Member], Visitor]
) -> None:
    visitor = visitor_of(men)
    session.commit()
    allowed: set[Sensitivity] = set()
    for section in visitor.sections:
        allowed |= OPENS.get(section, frozenset())
    forbidden = {kind: mark for kind, mark in MARKS.items() if kind not in allowed}
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    visitor.enter(client)

    opened = 0
    for path, text in _walk(app, client, men):
        opened += 1
        seen = [mark for mark in (*forbidden.values(), ORIGIN_MARK) if mark in text]
        assert not seen, f"{visitor.name}: {path} shows {seen}"
    assert opened > 2
    _nothing_left_the_house()


def test_she_herself_finds_all_of_it(app: Flask, men: Member) -> None:
    session.commit()
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    cast.sign_in(client, men)

    shown = "".join(text for _path, text in _walk(app, client, men))

    missing = [mark for mark in (*MARKS.values(), ORIGIN_MARK, OPEN_MARK) if mark not in shown]
    assert not missing


@pytest.mark.parametrize("section", SENSITIVE, ids=lambda section: section.value)
def test_a_clinician_sees_the_class_that_was_ticked(
    app: Flask, men: Member, section: Section
) -> None:
    visitor = _one_sensitive(section)(men)
    session.commit()
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    visitor.enter(client)

    shown = "".join(text for _path, text in _walk(app, client, men))

    assert OPEN_MARK in shown
    for kind in OPENS[section]:
        assert MARKS[kind] in shown, kind


def _walk(app: Flask, client: InspectingClient, men: Member) -> Iterator[tuple[str, str]]:
    """Open every page about Mến and every page they lead to; yield what is shown."""
    ahead = list(dict.fromkeys(_beginnings(app, men.person_id)))
    known = set(ahead)
    while ahead and len(known) - len(ahead) < MOST_PAGES:
        path = ahead.pop(0)
        page = _open(client, path)
        assert page.status_code < 500 or path == "/readyz", path
        if page.mimetype == "application/pdf":
            paper = PdfReader(io.BytesIO(page.data))
            yield path, "\n".join(sheet.extract_text() for sheet in paper.pages)
        if page.mimetype not in ("text/html", "application/json", "text/plain"):
            continue
        yield path, page.text
        for link in re.findall(r'href="(/[^"#]*)"', page.text):
            target = link.replace("&amp;", "&")
            if target not in known and not LEAVING.search(target):
                known.add(target)
                ahead.append(target)


def _open(client: InspectingClient, path: str) -> TestResponse:
    """Fetch a page without inspecting it: other tests do, and there are many."""
    return contextvars.Context().run(lambda: FlaskClient.get(client, path, follow_redirects=True))


def _beginnings(app: Flask, person_id: UUID) -> Iterator[str]:
    values = {"kind": "pressure", "person_id": str(person_id)}
    visits = session.scalars(sa.select(Encounter.id)).all()
    session.commit()  # the pages are fetched while nothing is held here
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or LEAVING.search(rule.rule):
            continue
        if not rule.arguments <= {"person_id", "kind", "encounter_id"}:
            continue
        if "encounter_id" in rule.arguments:
            for visit in visits:
                yield _fill(rule.rule, values | {"encounter_id": str(visit)})
        else:
            yield _fill(rule.rule, values)


def _fill(rule: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: values.get(found[1], str(uuid4())), rule)


def _nothing_left_the_house() -> None:
    """Look through the log and the outbox."""
    marks = (*MARKS.values(), ORIGIN_MARK, OPEN_MARK)
    for line in session.scalars(sa.select(AuditLine)):
        written = " ".join(str(value) for value in vars(line).values())
        assert not [mark for mark in marks if mark in written], line.event
    for message in session.scalars(sa.select(OutboxMessage)):
        assert not [mark for mark in marks if mark in (message.text or "")]
    assert clock.today() == date(2026, 11, 24)
