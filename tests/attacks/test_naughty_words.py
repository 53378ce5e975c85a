"""Odd words through every form and every question of an address, on both databases.

Whoever types them is the right person on the right page: what is refused is refused by the
form, what is stored is shown as it was typed, and nothing breaks.
"""

import io
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml.html import FormElement
from pypdf import PdfReader
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Config, Environment
from portal.extensions import fence
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.staff.models import StaffMember
from tests.attacks.listening import listening
from tests.attacks.naughty import TOLD, WORDS, WORST, encoded, harm_in
from tests.browser.company import Company
from tests.browser.every_page import Walk, walk
from tests.browser.walker import Stop, Walker, endpoint_of
from tests.conftest import KEY_RING, MORNING, _run, _text

FORM = "application/x-www-form-urlencoded"
TYPED = "self::textarea or (self::input and (not(@type) or @type != 'file'))"
ASKED = re.compile(r"""request\.args(?:\.get\()?[\["']+(\w+)""")
ROUNDS = 7
# Where what was told in one's own words is read again.
SHOWN = {"access.who_looked", "cases.case", "clinic.correct_addition", "oversight.review"}
# The sheet, the certificate, receipts for the payer and the desk, and reports.
PRINTED = 7
NAMING = {"printing.record_pdf", "printing.certificate_pdf"}
SECRET = "this must stay on the disk"
PORTAL = Path(__file__).resolve().parents[2] / "portal"
# A form that ends the session of whoever sends it would end the walk.
LEAVING = re.compile(r"sign-out|/lock|/language|end-all")


@dataclass(frozen=True)
class Crowd:
    """An application in which everybody has told odd things, and their walk over its pages."""

    app: Flask
    walked: Walk


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, built_assets: Path
) -> Iterator[Crowd]:
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "assets").symlink_to(built_assets)
    url = _database(request, folder)
    config = Config(
        environment=Environment.TEST,
        database_url=url,
        instance=folder,
        secret_key="only for tests, and long enough for that",
        key_ring=KEY_RING,
        secure_cookies=False,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: MORNING)
        patch.setattr(fence, "enabled", False)  # or most would never be looked at
        app = create_app(config)
        done = app.test_cli_runner().invoke(args=["demo", "load"])
        assert done.exit_code == 0, done.output
        with app.app_context():
            yield Crowd(app, walk(app, TOLD, _tell_more))
    app.extensions["portal.database"].engine.dispose()
    if request.param == "postgresql":
        _run(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')


def _database(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "portal.sqlite")
        return f"sqlite:///{folder / 'portal.sqlite'}"
    model: sa.URL = request.getfixturevalue("migrated_postgresql")
    name = f"{model.database}_crowd"
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{model.database}" STRATEGY FILE_COPY')
    return _text(model.set(database=name))


def _tell_more(company: Company) -> None:
    """Tell odd things wherever the usual acts tell nothing."""
    men, hanh = company["men"], company["hanh"]
    person = company.person("Phạm Thị Mến")
    men.open(f"/people/{person}/disputes/new?about=A")
    men.send("/disputes/new", {"says": "Hôm đó tôi ở nhà", "knows_from": "con dâu"})
    men.open(f"/people/{person}/immunisations/report")
    men.send("/report", {"vaccine": "flu", "given-year": "2024", "place": "Trạm xá"})
    hanh.open("/cash/day")
    hanh.send("/cash/day$", {"counted": "1.000", "note": "Rơi mất"})


def test_what_was_told_is_shown_as_it_was_typed(crowd: Crowd) -> None:
    shown: set[str] = set()
    wrong: list[str] = []
    for stop in crowd.walked.one_each:
        answer = _shown_again(crowd.walked.company[stop.who], stop)
        if harm := harm_in(answer.text, answer.headers):
            wrong.append(f"{stop.endpoint} for {stop.who} {harm}")
        if "{{7*7}} &lt;script&gt;alert(1)&lt;/script&gt;" in answer.text:
            shown.add(stop.endpoint)

    assert not wrong, "\n".join(wrong)
    assert shown >= SHOWN, shown


def _html(answer: TestResponse) -> str:
    return answer.text if answer.mimetype == "text/html" else ""


def _shown_again(walker: Walker, stop: Stop) -> TestResponse:
    if stop.sent:
        return walker.client.post(stop.path, data=dict(stop.sent))
    return walker.client.get(stop.path)


def test_every_form_takes_or_refuses_odd_words(crowd: Crowd) -> None:
    wrong: list[str] = []
    forms = _forms(crowd)
    for endpoint, (walker, form) in forms.items():
        for words, fields in _fillings(form):
            answer = walker.client.post(str(form.get("action")), data=fields, content_type=FORM)
            harm = harm_in(_html(answer), answer.headers, is_echo=True)
            if harm or answer.status_code >= 500:
                wrong.append(f"{endpoint} {answer.status_code} {harm or 'breaks'}: {words}")

    assert len(forms) > 60
    assert not wrong, "\n".join(wrong)


def _forms(crowd: Crowd) -> dict[str, tuple[Walker, FormElement]]:
    """Return each form into which something is typed, and who has it before them."""
    found: dict[str, tuple[Walker, FormElement]] = {}
    for stop in crowd.walked.pages:
        walker = crowd.walked.company[stop.who]
        if stop.sent:
            continue
        walker.open(stop.path)
        for form in walker.forms():
            action = str(form.get("action") or "")
            endpoint = endpoint_of(crowd.app, action, "POST")
            if endpoint and _typed(form) and not LEAVING.search(action):
                found.setdefault(endpoint, (walker, form))
    return found


def _typed(form: FormElement) -> list[str]:
    """Return the names of what is typed, and of what comes hidden."""
    names = [str(field.get("name")) for field in form.xpath(f".//*[{TYPED}][@name]")]
    return [name for name in dict.fromkeys(names) if name != "csrf_token"]


def _fillings(form: FormElement) -> Iterator[tuple[str, bytes]]:
    """Fill all fields with each of the words, and each field alone with the worst."""
    usual = [(name, str(value)) for name, value in form.form_values()]
    token = [pair for pair in usual if pair[0] == "csrf_token"]
    names = _typed(form)
    for turn in range(ROUNDS):
        yield f"round {turn}", encoded([*token, *_words_for(names, turn)])
    for name in names:
        others = [pair for pair in usual if pair[0] != name]
        yield f"{name} alone", encoded([*others, (name, WORST)])


def _words_for(names: Sequence[str], turn: int) -> Iterator[tuple[str, str]]:
    """Give every name other words in every round."""
    for at, name in enumerate(names):
        yield name, WORDS[(at + turn * len(WORDS) // ROUNDS) % len(WORDS)]


def test_every_question_of_an_address_may_be_odd(crowd: Crowd) -> None:
    asked = sorted(_questions())
    assert {"before", "after", "to", "month"} <= set(asked)
    wrong: list[str] = []
    for stop in crowd.walked.one_each:
        client = crowd.walked.company[stop.who].client
        path = stop.path.split("?")[0]
        for turn in range(ROUNDS):
            answer = client.get(f"{path}?{encoded(_words_for(asked, turn)).decode()}")
            harm = harm_in(_html(answer), answer.headers, is_echo=True)
            if harm or answer.status_code >= 500:
                wrong.append(f"{stop.endpoint} {answer.status_code} {harm} in round {turn}")

    assert not wrong, "\n".join(wrong)


def _questions() -> set[str]:
    """Return every name the source asks an address for, of those read by a form too."""
    sources = [path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py")]
    return {name for source in sources for name in ASKED.findall(source)} | {"name", "looked"}


def test_a_file_of_another_name_stays_outside(crowd: Crowd) -> None:
    """What a name of a file says is never a path."""
    hanh: Any = crowd.walked.company["hanh"]
    for name in ("../../etc/passwd", "a\0b.csv", "<script>alert(1)</script>.csv", "x" * 3_000):
        hanh.open("/desk/money/statement")
        status = hanh.bring("/statement$", "file", b"a;b\n1;2\n", name)
        assert status < 500
        assert "<script>alert" not in hanh.html


def test_no_printed_page_fetches_what_a_name_says(crowd: Crowd, tmp_path: Path) -> None:
    """Names of people and staff are pictures and styles; printed, they are letters."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with listening() as (url, asked):
        _rename_everybody(
            f'<img src="{url}/a"><link rel=attachment href="file://{secret}">'
            f"<style>@import url({url}/b)</style>"
        )
        printed = {stop.endpoint: _as_pdf(crowd, stop) for stop in _files(crowd)}

    papers = {endpoint for endpoint, text in printed.items() if text}
    assert len(papers) >= PRINTED
    assert asked == []
    assert not any(SECRET in text for text in printed.values())
    assert {endpoint for endpoint in papers if "<img" in printed[endpoint]} >= NAMING


def _files(crowd: Crowd) -> list[Stop]:
    return [stop for stop in crowd.walked.stops if not stop.is_page]


def _rename_everybody(name: str) -> None:
    for table in (Person, StaffMember):
        session.execute(sa.update(table).values(full_name=name))
    session.commit()


def _as_pdf(crowd: Crowd, stop: Stop) -> str:
    answer = crowd.walked.company[stop.who].client.get(stop.path)
    if answer.mimetype != "application/pdf":
        return ""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
