"""Debian's Chromium in front of the demonstration commune, with JavaScript on and off."""

import itertools
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.config import Config, Environment
from portal.kernel import clock
from tests.conftest import KEY_RING, MORNING, Time

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Commune:
    """The served demonstration commune."""

    app: Flask
    url: str
    messages: Path

    def newest_code(self) -> str:
        """Send what waits in the outbox and read the code of the newest message."""
        sent = self.app.test_cli_runner().invoke(args=["notifications", "send"])
        assert sent.exit_code == 0, sent.output
        newest = json.loads(self.messages.read_text(encoding="utf-8").splitlines()[-1])
        found = re.search(r"#([0-9]{6})$", newest["text"])
        assert found, "the last line is not the one WebOTP reads"
        return found[1]


@pytest.fixture(scope="session")
def commune(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, built_assets: Path
) -> Iterator[Commune]:
    folder = tmp_path_factory.mktemp("commune")
    (folder / "portal.sqlite").write_bytes(migrated_sqlite.read_bytes())
    (folder / "assets").symlink_to(built_assets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: MORNING)
        app = create_app(_config(folder))
        loaded = app.test_cli_runner().invoke(args=["demo", "load"])
        assert loaded.exit_code == 0, loaded.output
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Commune(app, f"http://127.0.0.1:{server.port}", folder / "messages.jsonl")
    server.shutdown()
    thread.join()


def _config(folder: Path) -> Config:
    return Config(
        environment=Environment.TEST,
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        instance=folder,
        secret_key="only for tests, and long enough for that",
        key_ring=KEY_RING,
        secure_cookies=False,
    )


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
        self.page.wait_for_load_state()
        self.look()

    def fill(self, name: str, value: str) -> None:
        """Type into the field of this name."""
        self.page.locator(f'[name="{name}"]').fill(value)

    def look(self) -> None:
        """Fail when the page scrolls sideways, breaks its policy, or axe finds anything."""
        if not self.javascript:
            return
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{self.page.url} scrolls sideways: {width}"
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


_journeys = itertools.count()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def phone(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, time: Time
) -> Iterator[Phone]:
    time.pass_by(days=next(_journeys))  # each journey has the codes of a day of its own
    context = chromium.new_context(
        viewport={"width": 360, "height": 800},
        java_script_enabled=request.param,
        bypass_csp=request.param,  # axe is put into the page
        locale="vi-VN",
    )
    yield Phone(context.new_page(), commune, javascript=request.param)
    context.close()
