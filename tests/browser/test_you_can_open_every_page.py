"""Every page in Chromium, under its own policy: nothing is refused, missing or broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from playwright.sync_api import Browser, Page

from tests.browser.commune import Commune
from tests.browser.desk import WIDTH
from tests.browser.every_page import Walk, show, to_be_seen
from tests.browser.walker import Stop

LISTEN = """
    window.refusals = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        refusals.push(`${event.violatedDirective} refuses ${event.blockedURI}`);
    });
"""
# The icon of a page may still be on its way when the next one is opened.
LEFT = "net::ERR_ABORTED"
# It comes after the page: asked for a moment later.
HTMX_RUNS = """async () => {
  for (let tries = 0; tries < 50; tries++) {
    if (!document.querySelector("[data-then]") || typeof htmx === "object") return true;
    await new Promise((later) => setTimeout(later, 100));
  }
  return false;
}"""
# Kept by every phone, and about nobody.
NOBODYS = {"offline.offline"}
# What the browser keeps of a page that is left must not be seen when somebody goes back to it.
IS_HIDDEN_WHEN_LEFT = """() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    return document.documentElement.hidden;
}"""


@dataclass
class Witness:
    """One window, and all that goes wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda said: self._fault(said.text, said.type == "error"))
        self.page.on("pageerror", lambda error: self._fault(str(error)))
        self.page.on(
            "requestfailed",
            lambda lost: self._fault(f"no answer from {lost.url}", lost.failure != LEFT),
        )
        self.page.on(
            "response", lambda got: self._fault(f"{got.status} {got.url}", got.status >= 400)
        )

    def _fault(self, words: str, is_one: bool = True) -> None:
        if is_one:
            self.faults.append(words)

    def look(self, stop: Stop, url: str) -> list[str]:
        """Open a page and return what is wrong with it."""
        self.faults.clear()
        show(self.page, url, stop)
        self.page.wait_for_load_state()
        self.faults += self.page.evaluate("refusals")
        if self.page.url != url + stop.path:
            self.faults.append(f"leads to {self.page.url}")
        headings = self.page.locator("h1").count()
        if headings != 1:
            self.faults.append(f"{headings} headings of the first level")
        if not self.page.evaluate(HTMX_RUNS):
            self.faults.append("htmx does not run")
        if stop.endpoint not in NOBODYS and not self.page.evaluate(IS_HIDDEN_WHEN_LEFT):
            self.faults.append("stays on the screen when it is left")
        return [f"{stop.endpoint} for {stop.who}: {fault}" for fault in self.faults]


@contextmanager
def a_witness(chromium: Browser, walked: Walk, who: str, url: str) -> Iterator[Witness]:
    context = chromium.new_context(
        viewport={"width": WIDTH if walked.is_of_staff(who) else 360, "height": 800},
        locale="vi-VN",
    )
    walked.enter(context, who, url)
    yield Witness(context.new_page())
    context.close()


def test_everything_with_an_address_is_reached(everywhere: tuple[Walk, Commune]) -> None:
    """A new page that nobody of the company comes to is named here."""
    walked, commune = everywhere

    assert to_be_seen(commune.app) - {stop.endpoint for stop in walked.stops} == set()


def test_no_page_is_refused_anything_by_its_policy(
    chromium: Browser, everywhere: tuple[Walk, Commune]
) -> None:
    walked, commune = everywhere
    wrong: list[str] = []
    by_person = groupby(walked.one_each, key=lambda stop: stop.who)
    for who, stops in by_person:
        with a_witness(chromium, walked, who, commune.url) as witness:
            for stop in stops:
                wrong += witness.look(stop, commune.url)

    assert not wrong, "\n".join(wrong)


def test_a_refusal_would_be_seen(chromium: Browser, everywhere: tuple[Walk, Commune]) -> None:
    walked, commune = everywhere
    [sign_in] = [
        stop
        for stop in walked.pages
        if (stop.endpoint, stop.who) == ("accounts.sign_in", "anybody")
    ]
    with a_witness(chromium, walked, "anybody", commune.url) as witness:
        witness.page.add_init_script(
            "addEventListener('load', () => {"
            " const inline = document.createElement('script');"
            " inline.textContent = '1';"
            " document.body.append(inline); })"
        )

        wrong = witness.look(sign_in, commune.url)

    assert any("script-src-elem refuses inline" in fault for fault in wrong)
