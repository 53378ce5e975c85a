"""Draws static/img/icon-192.png and icon-512.png from the logo of the sprite.

    python tools/make_icons.py

Full-bleed, the drawing within the inner circle that every phone leaves when it cuts an icon.
"""

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "static" / "img"
GROUND = "#00423e"
SIZES = (192, 512)
CHROMIUM = "/usr/bin/chromium"
COLOURS = 16  # two, and the shades of their edges


def drawing() -> str:
    """Return the logo on its ground: the white tile is left out, heart and cross change colours."""
    sprite = (IMAGES / "icons.svg").read_text(encoding="utf-8")
    found = re.search(r'<symbol id="logo"[^>]*><rect[^>]*/>(.*?)</symbol>', sprite)
    assert found, "the sprite has no logo"
    heart = found[1].replace("#fff", GROUND).replace("#00615b", "#fff")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2.5 -1.5 45 45">'
        f'<rect x="-3" y="-2" width="46" height="46" fill="{GROUND}"/>{heart}</svg>'
    )


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f'<body style="margin:0">{drawing()}</body>')
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
                IMAGES / f"icon-{size}.png", optimize=True
            )
        browser.close()


if __name__ == "__main__":
    main()
