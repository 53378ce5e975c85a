"""Photographs every component at the width of a phone and of a desk.

python -m tools.gallery FOLDER     writes gallery.html and one picture a width
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.components.gallery import gallery, sheet

WIDTHS = (320, 360, 1280)
CHROMIUM = "/usr/bin/chromium"


def main(folder: Path) -> None:
    """Write the page and photograph it."""
    folder.mkdir(parents=True, exist_ok=True)
    page_file = folder / "gallery.html"
    page_file.write_text(gallery(sheet(folder / "assets")), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(page_file.resolve().as_uri())
            page.screenshot(path=folder / f"gallery-{width}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
