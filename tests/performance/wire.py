"""A browser that counts what travels: compressed answers, files named by a page, requests."""

import contextvars
import re
from dataclasses import dataclass, field

import brotli
from backports import zstd
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Member

_LOADED = re.compile(
    r'<(?:script|img|link|iframe|source)\b[^>]*?\b(?:src|href)="([^"]+)"'
    r'|<use\b[^>]*\bhref="([^"#]+)#'
    r'|\bdata-then="([^"]+)"'
)
_OPENED = {"br": brotli.decompress, "zstd": zstd.decompress}
_SCRIPT = re.compile(r"<script\b[^>]*>")
_LATER = re.compile(r"\b(defer|async)\b")


@dataclass(kw_only=True)
class View:
    """What one page view cost: bytes of each address asked for, the page first."""

    html: str
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def page_bytes(self) -> int:
        return next(iter(self.sizes.values()))

    @property
    def critical_bytes(self) -> int:
        styles = sum(size for address, size in self.sizes.items() if address.endswith(".css"))
        return self.page_bytes + styles

    @property
    def all_bytes(self) -> int:
        return sum(self.sizes.values())

    @property
    def needed(self) -> list[str]:
        """Name what the page waits for: a browser asks for the manifest when it is drawn."""
        return [address for address in self.sizes if not address.startswith("/manifest.")]

    @property
    def blocking_scripts(self) -> list[str]:
        return [
            tag for tag in _SCRIPT.findall(self.html) if not re.search(r"\b(defer|async)\b", tag)
        ]


class Wire:
    """A browser with a cache that keeps what it is told to keep; it takes one encoding."""

    def __init__(self, app: Flask, member: Member | None = None, encoding: str = "br") -> None:
        self._encoding = encoding
        self._client = FlaskClient(app, app.response_class, use_cookies=True)
        self._kept: set[str] = set()
        if member:
            self.sign_in(member)

    def sign_in(self, member: Member) -> None:
        """Take over the session that `tests.cast.sign_in` began."""
        self._client.set_cookie("sid", f"token of {member.personal_id}")

    def view(self, address: str) -> View:
        """Load a page and every file it names that is not kept yet."""
        answer = self._get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        assert answer.headers.get("Content-Encoding") == self._encoding, f"{address}: no encoding"
        view = View(html=_OPENED[self._encoding](answer.data).decode())
        view.sizes[address] = len(answer.data)
        for named in dict.fromkeys("".join(found) for found in _LOADED.findall(view.html)):
            file = named.partition("#")[0]
            if file not in self._kept and file not in view.sizes:
                view.sizes[file] = self._load(file)
        return view

    def load(self, *files: str) -> int:
        """Add up what these take, asked for by a script."""
        return sum(self._load(file) for file in files)

    def _load(self, file: str) -> int:
        answer = self._get(file)
        assert answer.status_code == 200, f"{file} answered {answer.status_code}"
        if "max-age" in answer.headers.get("Cache-Control", ""):
            self._kept.add(file)
        return len(answer.data)

    def _get(self, address: str) -> TestResponse:
        # A context of its own, see tests.client.
        return contextvars.Context().run(
            lambda: self._client.get(address, headers={"Accept-Encoding": self._encoding})
        )
