"""One browser of the walk: opens pages, sends the forms on them, remembers where it was."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from flask import Flask
from lxml.html import FormElement, HtmlElement
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.attacks.mallory import QuickClient

HTML = "text/html"
SEEN = 200
MOVED = (302, 303)
# Fields in which somebody tells something in their own words; "reason" is also a list.
OWN_WORDS = frozenset({"says", "advice", "explanation", "evidence", "note", "place", "document"})
Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One page as one person sees it; `who` names the browser it is open in.

    `sent` is what a form sent to get it, where no address leads there.
    """

    endpoint: str
    path: str
    who: str
    is_page: bool = True
    sent: tuple[tuple[str, str], ...] = ()


@dataclass(eq=False)
class Walker:
    """A browser of somebody, and the pages it has been shown.

    `adds` is written behind whatever is told in one's own words.
    """

    who: str
    client: QuickClient
    stops: dict[str, Stop] = field(default_factory=dict)
    page: HtmlElement | None = None
    html: str = ""
    adds: str = ""
    path: str = ""

    def open(self, path: str) -> int:
        """Open a page, going where it sends one; return the status of the last answer."""
        answer = self.client.get(path)
        while answer.status_code in MOVED:
            path = _here(answer.location)
            answer = self.client.get(path)
        self._remember(path, answer)
        return answer.status_code

    def send(self, action: str, fields: Fields | None = None, button: str = "") -> int:
        """Send the form of the open page that goes to an address like this."""
        form, target = self._form(action)
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        values |= {name: self._told(name, value) for name, value in (fields or {}).items()}
        if button:
            name, _, value = button.partition("=")
            values[name] = value
        answer = self.client.post(target, data=values)
        if answer.status_code in MOVED:
            return self.open(_here(answer.location))
        self._remember(target, answer, _texts(values))
        return answer.status_code

    def follow(self, link: str) -> int:
        """Open the first link of the page whose address looks like this."""
        found = [href for href in self.links() if re.search(link, href)]
        assert found, f"{self.who} finds no link like {link} on {self.path}"
        return self.open(found[0])

    def links(self) -> Iterator[str]:
        """Yield the addresses of this site that the open page leads to."""
        if self.page is not None:
            for href in self.page.xpath("//a/@href"):
                if str(href).startswith("/") and "static" not in href:
                    yield str(href).split("#")[0]

    def forms(self) -> list[FormElement]:
        return [] if self.page is None else list(self.page.forms)

    def page_value(self, name: str, position: int) -> str:
        """Return what one of the choices of a list on the page stands for."""
        assert self.page is not None
        return str(self.page.xpath(f'//select[@name="{name}"]/option/@value')[position])

    def bring(self, action: str, name: str, content: bytes, file_name: str) -> int:
        """Send a form with a file."""
        return self.send(action, {name: (io.BytesIO(content), file_name)})

    def _told(self, name: str, value: Any) -> Any:
        return f"{value} {self.adds}" if self.adds and name in OWN_WORDS else value

    def _form(self, action: str) -> tuple[FormElement, str]:
        for form in self.forms():
            targets = [form.get("action"), *form.xpath(".//@formaction")]
            for target in targets:
                if target and re.search(action, str(target)):
                    return form, str(target)
        offered = [form.get("action") for form in self.forms()]
        raise AssertionError(f"{self.who} finds no form like {action} on {self.path}: {offered}")

    def _remember(
        self, path: str, answer: TestResponse, sent: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.path = path
        is_page = answer.mimetype == HTML
        self.html = answer.text if is_page else ""
        self.page = lxml.html.fromstring(self.html) if self.html else None
        endpoint = endpoint_of(self.client.application, path, "POST" if sent else "GET")
        if answer.status_code == SEEN and endpoint:
            stop = Stop(endpoint=endpoint, path=path, who=self.who, is_page=is_page, sent=sent)
            self.stops.setdefault(endpoint, stop)


def _texts(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what was typed, name by name; files are left out."""
    return tuple(
        (name, one)
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, str)
    )


def endpoint_of(app: Flask, path: str, method: str = "GET") -> str | None:
    """Return whose page an address is; None where it is nobody's."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0])
    except HTTPException:
        return None


def _here(location: str | None) -> str:
    parts = urlsplit(location or "/")
    return parts.path + (f"?{parts.query}" if parts.query else "")
