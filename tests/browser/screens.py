"""`make screens`: photographs of the finished pages, laid into docs/screens/.

At 360 × 800 as a cheap phone shows them, the whole page; three of them at 1280 × 800.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.commune import ARGUMENTS, CHROMIUM, Commune, load, served

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screens"
COLOURS = 128
LAN, MEN = "099 195 000 123", "099 158 000 067"


def main() -> None:
    """Take all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with served(load(folder), folder) as commune:
            page = _phone(browser, commune)
            _desk(page, commune)
        browser.close()


def _page(browser: Browser, width: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="vi-VN", device_scale_factor=1
    )
    return context.new_page()


def _phone(browser: Browser, commune: Commune) -> Page:
    page = _page(browser, 360)
    _sign_in(page, commune, MEN, pictures=True)
    own = _family(page)[0]
    _take(page, commune, f"/people/{own}/record", "04-record")
    _take(page, commune, f"/people/{own}/visits", "06a-visits")
    visit = page.locator('a[href^="/visits/"]').first.get_attribute("href")
    _take(page, commune, str(visit), "06-visit")
    _take(page, commune, f"/people/{own}/results", "06b-results")
    _take(page, commune, f"/people/{own}/measurements/pressure", "07a-blood-pressure")
    _take(page, commune, f"/people/{own}/access", "10-who-looked")
    _take(page, commune, "/account", "account")
    page.locator("header button").first.click()
    page.wait_for_load_state()
    _save(page, "15e-signed-out")

    _sign_in(page, commune, LAN)
    baby = _family(page)[0]
    _take(page, commune, "/home", "03-home")
    _take(page, commune, "/people", "03b-switch-person")
    _take(page, commune, f"/people/{baby}/immunisations", "05-immunisations")
    _take(page, commune, f"/people/{baby}/measurements/growth", "07b-growth")
    page.goto(f"{commune.url}/people/{baby}/immunisations/report")
    page.locator("main button.button").first.click()
    page.wait_for_load_state()
    _save(page, "15a-form-errors")
    page.context.add_cookies([{"name": "language", "value": "en", "url": commune.url}])
    _take(page, commune, "/home", "17-home-english")
    page.context.add_cookies([{"name": "language", "value": "vi", "url": commune.url}])
    return page


def _desk(page: Page, commune: Commune) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    _take(page, commune, "/home", "03-home-1280")
    baby = _family(page)[0]
    _take(page, commune, f"/people/{baby}/immunisations", "05-immunisations-1280")
    _take(page, commune, f"/people/{baby}/record/print", "16-print-1280")


def _sign_in(page: Page, commune: Commune, number: str, *, pictures: bool = False) -> None:
    page.goto(f"{commune.url}/sign-in")
    if pictures:
        _save(page, "01-sign-in")
    page.locator('[name="personal_id"]').fill(number)
    page.locator("main button.button").first.click()
    page.wait_for_load_state()
    if pictures:
        _save(page, "02-code")
    page.locator('[name="code"]').fill(commune.newest_code())
    page.locator("main button.button").first.click()
    page.wait_for_load_state()


def _family(page: Page) -> list[str]:
    return re.findall(r'href="/people/([0-9a-f-]{36})/record"', page.content())


def _take(page: Page, commune: Commune, path: str, name: str) -> None:
    answer = page.goto(commune.url + path)
    if answer is None or answer.status != 200:
        sys.exit(f"{path} could not be photographed")
    _save(page, name)


def _save(page: Page, name: str) -> None:
    # The bar at the foot sticks to the window: let the window be as tall as the page.
    height = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size or {"width": 360, "height": 800}
    page.set_viewport_size({"width": size["width"], "height": max(800, height)})
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size(size)
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
        TARGET / f"{name}.png", optimize=True
    )
    print(f"docs/screens/{name}.png")


if __name__ == "__main__":
    main()
