"""Every page: axe finds nothing, small screens and large letters fit, thumbs hit, script or not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.commune import Commune
from tests.browser.conftest import AXE_TAGS
from tests.browser.desk import WIDTH
from tests.browser.every_page import Walk, show
from tests.browser.walker import Stop

PHONE, SMALLEST = 360, 320
PATIENCE = 90_000  # milliseconds, on a busy machine
# Tables of staff are dense; a thumb needs more than a mouse.
FOR_A_THUMB, FOR_A_MOUSE = 44, 24
WIDE = "document.documentElement.scrollWidth"
LETTERS = "size => { document.documentElement.style.fontSize = size }"
# WCAG 2.5.8 excepts links within a sentence; what is not drawn cannot be hit.
TOO_SMALL = """least => [...document.querySelectorAll(
    "a[href], button:not([disabled]), summary, select, textarea, .choice, input:not(.choice *)"
  )]
  .filter((e) => e.type !== "hidden" && e.checkVisibility({ visibilityProperty: true }))
  .filter((e) => !e.closest(".skip, .hidden"))
  .filter((e) => !(e.tagName === "A" && getComputedStyle(e).display === "inline"))
  .filter((e) => {
    const { width, height } = (e.closest("label") || e).getBoundingClientRect();
    return Math.round(height) < least || Math.round(width) < least;
  })
  .map((e) => `${Math.round(e.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 80)}`)"""
CODE = re.compile(r"[0-9A-Z –-]+")
# What our script writes into a page; nothing else may depend on it.
WRITTEN_BY_SCRIPT = {"Hiện mã", "Tổng cộng", "Cộng những người đã chọn: 0.0\xa0đ"}
# The log grows by each look, and every print has a code of its own.
NEW_EACH_TIME = {"access.who_looked", "printing.record_page"}


@contextmanager
def a_window(
    chromium: Browser, walked: Walk, who: str, url: str, *, javascript: bool
) -> Iterator[Page]:
    """Open a window in which somebody is signed in."""
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 800},
        java_script_enabled=javascript,
        bypass_csp=javascript,  # axe is put into the page
        locale="vi-VN",
        service_workers="block",
    )
    walked.enter(context, who, url)
    yield context.new_page()
    context.close()


def looked_at(
    chromium: Browser, walked: Walk, url: str, *, javascript: bool = True
) -> Iterator[tuple[Stop, Page]]:
    """Open each page once, in the window of somebody who may."""
    for who, stops in groupby(walked.one_each, key=lambda stop: stop.who):
        with a_window(chromium, walked, who, url, javascript=javascript) as page:
            page.set_default_timeout(PATIENCE)
            for stop in stops:
                show(page, url, stop)
                page.wait_for_load_state()
                yield stop, page


def faults(page: Page) -> Iterator[str]:
    """Name what keeps somebody from using the page that is open."""
    of_staff = page.locator(".staff-header").count() > 0
    usual = WIDTH if of_staff else PHONE
    page.set_viewport_size({"width": usual, "height": 800})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # the bar at the foot covers text
    found = Axe().run(page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
    yield from (f"axe: {line}" for line in found.generate_report().splitlines()[1:] if line.strip())
    least = FOR_A_MOUSE if of_staff else FOR_A_THUMB
    yield from page.evaluate(TOO_SMALL, least)
    page.evaluate(LETTERS, "200%")
    yield from _sideways(page, usual, "in letters twice as large")
    page.evaluate(LETTERS, "")
    page.set_viewport_size({"width": SMALLEST, "height": 800})
    yield from _sideways(page, SMALLEST, "on the smallest screen")


def _sideways(page: Page, width: int, when: str) -> Iterator[str]:
    wide = page.evaluate(WIDE)
    if wide > width:
        yield f"scrolls sideways {when}: {wide} px"


def test_every_page_can_be_read_and_used_by_everybody(
    chromium: Browser, everywhere: tuple[Walk, Commune]
) -> None:
    walked, commune = everywhere

    wrong = [
        f"{stop.endpoint} for {stop.who}: {fault}"
        for stop, page in looked_at(chromium, walked, commune.url)
        for fault in faults(page)
    ]

    assert not wrong, "\n".join(wrong)


def test_no_page_needs_our_script_to_say_what_it_says(
    chromium: Browser, everywhere: tuple[Walk, Commune]
) -> None:
    walked, commune = everywhere

    with_script, without = (
        {
            stop: page.locator("body").inner_text()
            for stop, page in looked_at(chromium, walked, commune.url, javascript=javascript)
        }
        for javascript in (True, False)
    )

    missing = {
        f"{stop.endpoint} for {stop.who}": said
        for stop in with_script
        if stop.endpoint not in NEW_EACH_TIME
        if (said := _lines(with_script[stop]) - _lines(without[stop]) - WRITTEN_BY_SCRIPT)
    }
    assert not missing


def _lines(text: str) -> set[str]:
    """Return what is said; codes and counts are left out, they are new each time."""
    lines = {re.sub(r"\d+", "0", line.strip()) for line in text.splitlines()}
    return {line for line in lines if line and not CODE.fullmatch(line)}
