"""What the portal is measured against: bare Flask and Jinja on the same rows.

A bare page looks the cookie up and reads what the portal's page reads, by the portal's own
Core statements, built once, on an AUTOCOMMIT connection; only the gate's look-up is left
out. A plain template prints, escaped, each text, number and day of each row, and as much of
the portal's own markup as makes the page as long as the portal's. No gate, no translation,
no forms, no macros, no headers: the least that the work can cost in this language.

Three of them, because the portal does two things a bare page need not do:

- `bare` writes nothing and sends the page as it is;
- `with its line` writes one plain line of a log besides, committed before the page is made;
- `and compressed` sends it as the portal does, too.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from backports import zstd
from flask import Flask, Response, abort, request
from jinja2 import Environment, Template

from bench.learning import Page, learn
from bench.plain_line import PLAIN
from bench.seed import Reader
from portal.accounts.signed_in import token_hash
from portal.app import create_app
from portal.audit.events import Basis, Event
from portal.config import from_environment as config_from
from portal.kernel import clock
from portal.kernel.db import make_engine

TEMPLATE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>{{ name }}</title></head>
<body>
<h1>{{ name }}</h1>
{% for columns, rows in tables %}
<section>
{% for row in rows %}
  <div class="row">{% for column in columns %}<dd>{{ row[column] }}</dd>{% endfor %}</div>
{% endfor %}
</section>
{% endfor %}
{% raw %}REST{% endraw %}
</body>
</html>
"""


@dataclass(frozen=True)
class Extent:
    """How much of the portal's work a bare application does."""

    line: bool = False
    compressed: bool = False


EXTENTS = {
    "bare": Extent(),
    "with its line": Extent(line=True),
    "and compressed": Extent(line=True, compressed=True),
}


def create_bare(url: str, pages: dict[str, Page], reader: Reader, extent: Extent) -> Flask:
    """Build the application on the database of the portal's `pages`, shown to `reader`."""
    app = Flask("bare", static_folder=None)
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    environment = Environment(autoescape=True)
    templates = {kind: environment.from_string(TEMPLATE.replace("REST", "")) for kind in pages}

    def page(kind: str, about: UUID | None = None) -> Response:
        token = token_hash(request.cookies.get("__Host-sid", ""))
        text = _page(engine, pages[kind], templates[kind], token, about, line=extent.line)
        return _answer(text, compressed=extent.compressed)

    for kind, address in reader.pages.items():
        rule = address.replace(reader.person_id, "<uuid:about>").replace(
            reader.visit, "<uuid:about>"
        )
        app.add_url_rule(rule, kind, page, defaults={"kind": kind})
    _fill_up(app, pages, reader, templates, environment)
    return app


def _page(
    engine: sa.Engine,
    page: Page,
    template: Template,
    token: bytes,
    about: UUID | None,
    *,
    line: bool,
) -> str:
    with engine.connect() as connection:
        session, *others = page.reads
        signed_in = session.rows(connection, [token])
        if not signed_in:
            abort(404)
        person = signed_in[0]
        who = [token, person.person_id, person.account_id, about]
        if line:
            connection.execute(_INSERT, _line(person))
        tables = [(read.columns, read.rows(connection, who)) for read in others]
    return template.render(name=person.full_name, tables=tables)


_INSERT = sa.insert(PLAIN)


def _line(person: Any) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "event": Event.RECORD_SEEN,
        "permitted": True,
        "basis": Basis.SELF,
        "section": "record",
        "person_id": person.person_id,
        "account_id": person.account_id,
        "actor_person_id": person.person_id,
        "actor_name": person.full_name,
        "request_id": "0a1b2c3d",
    }


def _answer(text: str, *, compressed: bool) -> Response:
    if not compressed:
        return Response(text, mimetype="text/html")
    answer = Response(zstd.compress(text.encode(), 3), mimetype="text/html")
    answer.headers["Content-Encoding"] = "zstd"
    return answer


def _fill_up(
    app: Flask,
    pages: dict[str, Page],
    reader: Reader,
    templates: dict[str, Template],
    environment: Environment,
) -> None:
    """Make each page as long as the portal's, by the portal's own markup."""
    client = app.test_client()
    client.set_cookie("__Host-sid", reader.token, domain="127.0.0.1", secure=True)
    for kind, address in reader.pages.items():
        answer = client.get(address, base_url="https://127.0.0.1")
        length = len(zstd.decompress(answer.data) if answer.content_encoding else answer.data)
        missing = len(pages[kind].html.encode()) - length
        rest = pages[kind].html.encode()[: max(0, missing)].decode(errors="ignore")
        templates[kind] = environment.from_string(TEMPLATE.replace("REST", rest))


def from_environment() -> Flask:
    """Build it as a server loads it."""
    settings = json.loads(Path(os.environ["BENCH_SETTINGS"]).read_text(encoding="utf-8"))
    reader = Reader(**settings["reader"])
    pages = learn(create_app(config_from(settings["portal"])), reader)
    return create_bare(settings["url"], pages, reader, EXTENTS[settings["extent"]])
