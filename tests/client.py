"""A browser without a window that refuses bad pages: every answer is inspected.

Valid HTML, one h1, a label for every field, unique ids, the language, a neutral title,
and the headers that keep a page private.
"""

import contextvars
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}
ALLOWED_ERRORS = {"unexpected-self-closing-tag"}  # html5lib predates inline SVG's habits
HEALTH_WORDS = re.compile(
    r"huyet ap|hypertension|tieu duong|diabetes|vac.?xin|vaccin|tiem|benh|thuoc|xet nghiem|disease"
    r"|medicine|pressure",
    re.IGNORECASE,
)


class InspectingClient(FlaskClient):
    """A test client whose pages have passed inspection."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; fail when the page that comes back is not sound."""
        # A context of its own: Flask would reuse the one a test has pushed, and with it the
        # signed-in resident and the open transaction of the request before.
        answer = contextvars.Context().run(
            lambda: super(InspectingClient, self).open(*args, **kwargs)
        )
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            inspect(answer)
        return answer

    def token(self, path: str) -> str:
        """Fetch a page and return the form token on it."""
        page = self.get(path).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, f"no form token on {path}"
        return found[1]

    def submit(
        self, path: str, fields: Mapping[str, str | list[str]] | None = None, **kwargs: Any
    ) -> TestResponse:
        """Fill in and send the form found on a page; `to` names another action."""
        target = kwargs.pop("to", path)
        return self.post(target, data={"csrf_token": self.token(path), **(fields or {})}, **kwargs)


def a_browser(app: Flask) -> InspectingClient:
    """Return one more browser that nobody has signed in with."""
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    return client


def inspect(answer: TestResponse) -> None:
    """Check one HTML answer."""
    where = answer.request.path
    assert "no-store" in answer.headers["Cache-Control"], f"{where} may be cached"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"], where
    text = answer.get_data(as_text=True)
    if not text.lstrip().lower().startswith("<!doctype html"):
        return  # a fragment
    page = _parse(text, where)
    _check_structure(page, where)
    _check_fields(page, where)
    _check_ids(page, where)


def _parse(text: str, where: str) -> ElementTree.Element:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    page: ElementTree.Element = parser.parse(text)
    errors = [error for error in parser.errors if error[1] not in ALLOWED_ERRORS]
    assert not errors, f"{where} is not valid HTML: {errors[:3]}"
    return page


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _check_structure(page: ElementTree.Element, where: str) -> None:
    assert page.get("lang") in ("vi", "en"), f"{where}: no language"
    assert len(page.findall(f".//{NAMESPACE}h1")) == 1, f"{where}: not exactly one h1"
    title = page.find(f".//{NAMESPACE}title")
    assert title is not None, f"{where}: no title"
    assert _text(title), f"{where}: an empty title"
    assert not HEALTH_WORDS.search(_text(title)), f"{where}: a health word in {_text(title)!r}"
    styled = [element.tag for element in page.iter() if element.get("style")]
    assert not styled, f"{where}: inline style on {styled[0]}"
    for script in page.iter(f"{NAMESPACE}script"):
        assert script.get("src"), f"{where}: an inline script"


def _check_fields(page: ElementTree.Element, where: str) -> None:
    labelled = {label.get("for") for label in page.iter(f"{NAMESPACE}label")}
    wrapped = {
        id(field)
        for label in page.iter(f"{NAMESPACE}label")
        for field in label.iter()
        if _text(label)
    }
    for kind in ("input", "select", "textarea"):
        for field in page.iter(f"{NAMESPACE}{kind}"):
            if field.get("type") in UNLABELLED:
                continue
            named = field.get("id") in labelled or id(field) in wrapped or field.get("aria-label")
            assert named, f"{where}: {kind} {field.get('name')} has no label"


def _check_ids(page: ElementTree.Element, where: str) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    repeated = {name for name in ids if ids.count(name) > 1}
    assert not repeated, f"{where}: repeated ids {repeated}"
    known = set(ids)
    for element in page.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for name in (element.get(attribute) or "").split():
                assert name in known, f"{where}: {attribute} names {name}, which is not there"
