"""A browser window whose pages are photographed whole."""

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from portal.accounts.totp import STEP_SECONDS
from portal.interop.demo.staff import PASSWORD, current_code
from tests.browser.commune import Commune

PHONE, DESK = 360, 1280
HEIGHT = 800
COLOURS = 128


class Camera:
    """One window, signed in as one person at a time."""

    def __init__(self, browser: Browser, commune: Commune, target: Path, width: int) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            locale="vi-VN",
            device_scale_factor=1,
            service_workers="block",
        )
        self.page = context.new_page()
        self.commune = commune
        self.target = target
        self.width = width

    def widen(self, width: int) -> None:
        """Make the window as wide as another screen."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def open(self, path: str) -> None:
        """Go to a page that must be there."""
        answer = self.page.goto(self.commune.url + path)
        if answer is None or answer.status != 200:
            sys.exit(f"{path} could not be opened")

    def take(self, path: str, name: str) -> None:
        """Photograph a page."""
        self.open(path)
        self.save(name)

    def press(self, selector: str, name: str = "") -> None:
        """Press a button or link; photograph what comes, if it gets a name."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        if name:
            self.save(name)

    def fill(self, name: str, value: str) -> None:
        """Type into a field."""
        self.page.locator(f'[name="{name}"]').first.fill(value)

    def choose(self, name: str, *values: str) -> None:
        """Tick boxes, or choose one of several."""
        for value in values:
            self.page.locator(f'[name="{name}"][value="{value}"]').first.check()

    def link(self, ending: str) -> str:
        """Return the first address in the page's main part that ends like this."""
        found = self.page.locator(f'main a[href$="{ending}"]').first.get_attribute("href")
        return str(found)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.commune.url)

    def family(self) -> list[str]:
        """Return the persons whose records the start page opens."""
        return re.findall(r'href="/people/([0-9a-f-]{36})/record"', self.page.content())

    def sign_in(self, number: str, *, pictures: bool = False) -> None:
        """Sign in as a resident: number, then code."""
        self.take("/sign-in", "01-sign-in") if pictures else self.open("/sign-in")
        self.fill("personal_id", number)
        self.press("main button.button", "02-code" if pictures else "")
        self.fill("code", self.commune.newest_code())
        self.press("main button.button")

    def sign_in_staff(self, staff_name: str) -> None:
        """Sign in as a member of staff, with the next code where this one is used up."""
        for _ in range(2):
            self.open("/staff/sign-in")
            self.fill("staff_name", staff_name)
            self.fill("password", PASSWORD)
            self.fill("code", self.code_of(staff_name))
            self.press("main form button")
            if not self.page.url.endswith("/staff/sign-in"):
                return
            self.page.wait_for_timeout(STEP_SECONDS * 1000)

    def code_of(self, staff_name: str) -> str:
        """Return what a member's authenticator shows now."""
        with self.commune.app.app_context():
            return current_code(staff_name)

    def save(self, name: str) -> None:
        """Photograph the page that is open."""
        # The bar at the foot sticks to the window: let the window be as tall as the page.
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": max(HEIGHT, height)})
        picture = Image.open(io.BytesIO(self.page.screenshot()))
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
            self.target / f"{name}.png", optimize=True
        )
        sys.stdout.write(f"{name}.png\n")
