"""Static files under names that carry their content's hash.

At start the style sheets are joined in layer order, minified, and written with every
other asset to `instance/assets/` together with brotli and gzip copies; WhiteNoise
serves that folder as immutable. An unchanged file is not written again.
"""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import rcssmin
from flask import Flask
from whitenoise import WhiteNoise

from portal.kernel.headers import harden_file

PREFIX = "/static/"
FOREVER = 365 * 24 * 60 * 60


class Assets:
    """Where each asset is found."""

    def __init__(self, static: Path, built: Path) -> None:
        self.folder = built
        self._urls = {
            name: PREFIX + self._write(name, content) for name, content in _collect(static)
        }

    def url(self, name: str) -> str:
        """Return the address of an asset; raise KeyError for a name that is none."""
        return self._urls[name]

    def _write(self, name: str, content: bytes) -> str:
        stem, dot, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}{dot}{suffix}"
        target = self.folder / hashed
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _put(target.with_name(target.name + ".br"), brotli.compress(content, quality=11))
            _put(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))
            _put(target, content)
        return hashed


def _put(target: Path, content: bytes) -> None:
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)


def _collect(static: Path) -> Iterator[tuple[str, bytes]]:
    yield "app.css", rcssmin.cssmin(_style_sheet(static / "css")).encode()
    yield "sheet.css", rcssmin.cssmin(_read(static / "css" / "sheet.css")).encode()
    for name, source in (
        ("portal.js", static / "js" / "portal.js"),
        ("htmx.js", static / "js" / "vendor" / "htmx.min.js"),
    ):
        yield name, source.read_bytes()
    for picture in sorted((static / "img").glob("*.*")):
        yield picture.name, picture.read_bytes()


def _style_sheet(folder: Path) -> str:
    first = [folder / f"{name}.css" for name in ("tokens", "base", "layout")]
    sheets = [*first, *sorted((folder / "components").glob("*.css")), folder / "print.css"]
    return "\n".join(_read(sheet) for sheet in sheets)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def init_app(app: Flask, static: Path, built: Path) -> Assets:
    """Build the assets and serve them in front of the application."""
    assets = Assets(static, built)
    server = WhiteNoise(
        app.wsgi_app,
        root=built,
        prefix=PREFIX,
        immutable_file_test=lambda *_: True,
        max_age=FOREVER,
        add_headers_function=harden_file,
    )
    app.extensions["portal.assets"] = assets
    app.wsgi_app = server  # type: ignore[method-assign]  # the documented way to wrap an app
    return assets
