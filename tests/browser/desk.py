"""A station's computer at 1280 pixels, and the staff of the demonstration who sit at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from portal.interop.demo.staff import PASSWORD, current_code
from portal.kernel.db import reads
from portal.kernel.text import fold
from portal.people.models import Person
from tests.browser.commune import Commune
from tests.browser.conftest import AXE_TAGS, Phone

WIDTH = 1280


class Desk(Phone):
    """A wide screen; every page it opens is looked at."""

    width = WIDTH

    def look(self) -> None:
        """Wait for the page; fail when it scrolls sideways, or axe finds anything."""
        self.page.wait_for_load_state()
        if not self.javascript:
            return
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.width, f"{self.page.url} scrolls sideways: {width}"
        found = Axe().run(self.page, options={"runOnly": AXE_TAGS})
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def choose(self, name: str, value: str) -> None:
        """Choose one of several."""
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def sign_in(self, staff_name: str) -> None:
        """Walk through name, password and authenticator code."""
        self.open("/staff/sign-in")
        self.fill("staff_name", staff_name)
        self.fill("password", PASSWORD)
        self.fill("code", self.code_of(staff_name))
        self.press("main form button")
        assert not self.path.startswith("/staff/sign-in"), self.path

    def code_of(self, staff_name: str) -> str:
        """Return what this member's authenticator shows now."""
        with self.commune.app.app_context():
            return current_code(staff_name)

    def resize(self, width: int) -> None:
        """Make the window as narrow as a phone, and look again."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 800})
        self.look()


@contextmanager
def a_desk(chromium: Browser, commune: Commune, *, javascript: bool) -> Iterator[Desk]:
    """Sit down at a browser nobody is signed in with."""
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 800},
        java_script_enabled=javascript,
        bypass_csp=javascript,  # axe is put into the page
        locale="vi-VN",
        service_workers="block",
    )
    yield Desk(context.new_page(), commune, javascript=javascript)
    context.close()


def person_named(commune: Commune, full_name: str) -> UUID:
    """Find somebody of the demonstration."""
    with commune.app.app_context():
        found = sa.select(Person.id).where(Person.name_folded == fold(full_name))
        ordered = found.order_by(Person.birth_date).limit(1)
        return reads().execute(ordered).scalar_one()
