"""`make screens`: photographs of the finished pages, laid into docs/screens/.

At 360 × 800 as a cheap phone shows them, the whole page; the staff's and three of the
residents' at 1280 × 800. Another folder may be named as the argument.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import screens_counter, screens_desk, screens_sharing, screens_watching
from tests.browser.camera import DESK, PHONE, Camera
from tests.browser.commune import ARGUMENTS, CHROMIUM, load, served
from tests.browser.desk import person_named

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screens"
LAN, MEN = "099 195 000 123", "099 158 000 067"


def main() -> None:
    """Take all pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with served(load(folder), folder) as commune:
            phone = Camera(browser, commune, target, PHONE)
            men = _grandmother(phone)
            _mother(phone)
            screens_desk.take_all(lambda: Camera(browser, commune, target, DESK), men)
            screens_counter.take_all(
                lambda: Camera(browser, commune, target, DESK),
                person_named(commune, "Phạm Thị Dung"),
            )
            screens_watching.take_all(lambda: Camera(browser, commune, target, DESK))
        browser.close()


def _grandmother(phone: Camera) -> str:
    """Read her own record and share it; return whose it is."""
    phone.sign_in(MEN, pictures=True)
    own = phone.family()[0]
    phone.take("/home", "03-home-asked")
    phone.take(f"/people/{own}/record", "04-record")
    phone.take(f"/people/{own}/visits", "06a-visits")
    visit = phone.page.locator('a[href^="/visits/"]').first.get_attribute("href")
    phone.take(str(visit), "06-visit")
    phone.take(f"/people/{own}/results", "06b-results")
    phone.take(f"/people/{own}/measurements/pressure", "07a-blood-pressure")
    screens_sharing.take_all(phone, own)
    phone.take("/account", "account")
    phone.press("header button", "15e-signed-out")
    return own


def _mother(phone: Camera) -> None:
    phone.sign_in(LAN)
    baby = phone.family()[0]
    phone.take("/home", "03-home")
    phone.take("/people", "03b-switch-person")
    phone.take("/representing", "08j-representing")
    phone.take(f"/people/{baby}/immunisations", "05-immunisations")
    phone.take(f"/people/{baby}/measurements/growth", "07b-growth")
    phone.take("/fees", "11-fee")
    phone.press("main form button.button", "11a-fee-vietqr")
    phone.open("/fees")
    phone.press('main a[href^="/fees/receipts/"]', "11b-receipt")
    phone.open(f"/people/{baby}/immunisations/report")
    phone.press("main button.button", "15a-form-errors")
    url = phone.commune.url
    phone.page.context.add_cookies([{"name": "language", "value": "en", "url": url}])
    phone.take("/home", "17-home-english")
    phone.page.context.add_cookies([{"name": "language", "value": "vi", "url": url}])
    phone.widen(DESK)
    phone.take("/home", "03-home-1280")
    phone.take(f"/people/{baby}/immunisations", "05-immunisations-1280")
    phone.take(f"/people/{baby}/record/print", "16-print-1280")


if __name__ == "__main__":
    main()
