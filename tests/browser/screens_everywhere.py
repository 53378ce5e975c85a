"""Photographs of every page: on a phone and on a desk, in Vietnamese and in English.

`python -m tests.browser.screens_everywhere [FOLDER]` lays them into build/screens/ (or FOLDER),
with a page that shows the four of each beside each other. They are to be looked at, not kept.
"""

import html
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby, product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.camera import DESK, HEIGHT, PHONE
from tests.browser.commune import ARGUMENTS, CHROMIUM, Commune, load, served
from tests.browser.every_page import Walk, show, walk
from tests.browser.walker import Stop

TARGET = Path(__file__).resolve().parents[2] / "build" / "screens"
WIDTHS, LANGUAGES = (PHONE, DESK), ("vi", "en")
COLOURS = 128
HEAD = '<!doctype html><meta charset="utf-8"><title>Screens</title>'


def main() -> None:
    """Take four pictures of each page."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        app = load(folder)
        with app.app_context():
            walked = walk(app)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with served(app, folder) as commune:
            for width, language in product(WIDTHS, LANGUAGES):
                for stop, page in _opened(browser, walked, commune, width, language):
                    _save(page, width, target / _name(stop, width, language))
        browser.close()
    (target / "index.html").write_text(_beside_each_other(walked.one_each), encoding="utf-8")
    sys.stdout.write(f"{len(walked.one_each)} pages: {target / 'index.html'}\n")


def _opened(
    browser: Browser, walked: Walk, commune: Commune, width: int, language: str
) -> Iterator[tuple[Stop, Page]]:
    """Open each page once, in a window of this width and language."""
    for who, stops in groupby(walked.one_each, key=lambda stop: stop.who):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="vi-VN", service_workers="block"
        )
        walked.enter(context, who, commune.url)
        _speak(context, commune.url, language)
        page = context.new_page()
        for stop in stops:
            show(page, commune.url, stop)
            page.wait_for_load_state()
            yield stop, page
        context.close()


def _speak(context: BrowserContext, url: str, language: str) -> None:
    context.add_cookies([{"name": "language", "value": language, "url": url}])


def _save(page: Page, width: int, file: Path) -> None:
    # The bar at the foot sticks to the window: let the window be as tall as the page.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size({"width": width, "height": HEIGHT})
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(file)


def _name(stop: Stop, width: int, language: str) -> str:
    return f"{stop.endpoint}-{width}-{language}.png"


def _beside_each_other(stops: Sequence[Stop]) -> str:
    rows = [
        f"<h2>{html.escape(stop.endpoint)} – {html.escape(stop.who)}</h2>"
        + "".join(
            f'<img src="{_name(stop, width, language)}" alt="" loading="lazy">'
            for width, language in product(WIDTHS, LANGUAGES)
        )
        for stop in stops
    ]
    return HEAD + "\n".join(rows)


if __name__ == "__main__":
    main()
