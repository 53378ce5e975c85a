"""Debian's Chromium in front of the demonstration commune, with JavaScript on and off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from portal.kernel import clock
from tests.browser.commune import ARGUMENTS, CHROMIUM, Commune, load, served
from tests.browser.every_page import Walk, walk
from tests.conftest import MORNING, Time

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def commune(tmp_path_factory: pytest.TempPathFactory, built_assets: Path) -> Iterator[Commune]:
    folder = tmp_path_factory.mktemp("commune")
    (folder / "assets").symlink_to(built_assets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: MORNING)
        app = load(folder, "--without-sharing")
    with served(app, folder) as commune:
        yield commune


@pytest.fixture(scope="session")
def everywhere(
    tmp_path_factory: pytest.TempPathFactory, built_assets: Path
) -> Iterator[tuple[Walk, Commune]]:
    """Let everybody walk over every page once, and serve the commune they walked in."""
    folder = tmp_path_factory.mktemp("everywhere")
    (folder / "assets").symlink_to(built_assets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: MORNING)
        app = load(folder)
        with app.app_context():
            walked = walk(app)
    with served(app, folder) as commune:
        yield walked, commune


class Phone:
    """A cheap phone at 360 pixels; every page it opens is looked at."""

    def __init__(self, page: Page, commune: Commune, *, javascript: bool) -> None:
        self.page = page
        self.commune = commune
        self.javascript = javascript

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.page.goto(self.commune.url + path)
        self.look()

    def tap(self, words: str) -> None:
        """Press the link or button that says these words."""
        target = self.page.get_by_role("link", name=words, exact=False).or_(
            self.page.get_by_role("button", name=words, exact=False)
        )
        target.first.click()
        self.look()

    def press(self, selector: str) -> None:
        """Press the first of what a selector names, and look at the page that comes."""
        self.page.locator(selector).first.click()
        self.look()

    def fill(self, name: str, value: str) -> None:
        """Type into the field of this name."""
        self.page.locator(f'[name="{name}"]').fill(value)

    def look(self) -> None:
        """Wait for the page; fail when it scrolls sideways, breaks its policy, or axe objects."""
        self.page.wait_for_load_state()  # a click returns before the page is there
        if not self.javascript:
            return
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{self.page.url} scrolls sideways: {width}"
        # The bar at the foot covers whatever lies under it until the page is scrolled.
        self.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        found = Axe().run(self.page, options={"runOnly": AXE_TAGS})
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def reads(self, words: str) -> bool:
        """Say whether the page shows these words."""
        return words in self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.commune.url)

    def sign_in(self, personal_id: str) -> None:
        """Walk through number and code, as a resident does."""
        self.open("/sign-in")
        self.fill("personal_id", personal_id)
        self.tap("Tiếp tục")
        assert self.path == "/sign-in/code"
        self.fill("code", self.commune.newest_code())
        self.tap("Xác nhận")


@contextmanager
def a_phone(
    chromium: Browser, commune: Commune, *, javascript: bool, keeps_offline_page: bool = False
) -> Iterator[Phone]:
    """Take a phone nobody is signed in with.

    What a service worker sends passes `page.route` by: phones have one where it is looked at.
    """
    context = chromium.new_context(
        viewport={"width": 360, "height": 800},
        java_script_enabled=javascript,
        bypass_csp=javascript,  # axe is put into the page
        locale="vi-VN",
        service_workers="allow" if keeps_offline_page else "block",
    )
    yield Phone(context.new_page(), commune, javascript=javascript)
    context.close()


_LATEST = [MORNING - timedelta(days=1)]  # how far a journey of this process has come


@pytest.fixture
def day_of_its_own(time: Time) -> Iterator[None]:
    """Begin on the day after the last that any journey has seen.

    The commune is one for all journeys: its codes, limits and log go by the clock, and a
    journey that began before another one ended would meet what that one left.
    """
    time.pass_by(days=(_LATEST[0] - MORNING).days + 1)
    yield
    _LATEST[0] = max(_LATEST[0], time.now)


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def phone(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, day_of_its_own: None
) -> Iterator[Phone]:
    with a_phone(chromium, commune, javascript=request.param) as phone:
        yield phone
