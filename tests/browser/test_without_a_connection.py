"""A phone that lost its connection shows the page for that, and holds nothing of anybody."""

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from portal.app import create_app
from tests.browser.commune import Commune
from tests.browser.conftest import Phone, a_phone

MEN = "099 158 000 067"
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      kept[new URL(request.url).pathname + new URL(request.url).search] = await answer.text();
    }
  }
  return kept;
}"""
ELSEWHERE = """async () => ({
  databases: (await indexedDB.databases()).length,
  local: localStorage.length,
  session: sessionStorage.length,
})"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
IS_READY = "async () => { await navigator.serviceWorker.ready; }"


class Masts:
    """The connection to the portal: it can be cut, and another installation put behind it."""

    def __init__(self, app: Flask, port: int = 0) -> None:
        self._server = make_server("127.0.0.1", port, app, threaded=True)
        self.port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.is_up = True

    def fall(self) -> None:
        """Cut the connection."""
        if self.is_up:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self.is_up = False


@pytest.fixture
def masts(commune: Commune) -> Iterator[Masts]:
    standing = Masts(commune.app)
    yield standing
    standing.fall()


@contextmanager
def a_phone_near(masts: Masts, chromium: Browser, commune: Commune) -> Iterator[Phone]:
    near = dataclasses.replace(commune, url=f"http://127.0.0.1:{masts.port}")
    with a_phone(chromium, near, javascript=True, keeps_offline_page=True) as phone:
        yield phone


@pytest.fixture
def phone(
    chromium: Browser, commune: Commune, masts: Masts, day_of_its_own: None
) -> Iterator[Phone]:
    with a_phone_near(masts, chromium, commune) as phone:
        yield phone


def _soon(page: Page, script: str, wanted: object) -> bool:
    """Ask until the browser has come so far in the background."""
    for _ in range(50):
        if page.evaluate(script) == wanted:
            return True
        page.wait_for_timeout(100)
    return False


def _wait_for_worker(page: Page) -> None:
    page.evaluate(IS_READY)
    page.reload()  # the first page came before the worker


def test_without_a_connection_a_phone_says_so_and_offers_help(phone: Phone, masts: Masts) -> None:
    phone.open("/sign-in")
    _wait_for_worker(phone.page)

    masts.fall()
    phone.open("/lost-phone")

    assert phone.reads("Đang mất mạng")
    calls = phone.page.locator('a[href^="tel:"]').evaluate_all("all => all.map(a => a.href)")
    assert calls == ["tel:115", "tel:02400000115"]
    logo = phone.page.locator("header").evaluate("e => getComputedStyle(e).backgroundColor")
    assert logo == "rgb(0, 66, 62)", "drawn with the style sheet"


def test_trying_again_leads_where_one_wanted_to_go(
    phone: Phone, masts: Masts, commune: Commune
) -> None:
    phone.open("/sign-in")
    _wait_for_worker(phone.page)
    masts.fall()
    phone.open("/lost-phone")

    up_again = Masts(commune.app, masts.port)
    phone.tap("Thử lại")
    lost_phone = phone.page.locator("h1").inner_text()
    up_again.fall()

    assert phone.path == "/lost-phone"
    assert lost_phone != "Đang mất mạng"


def test_the_page_speaks_the_language_that_was_chosen(phone: Phone, masts: Masts) -> None:
    phone.open("/sign-in")
    phone.tap("English")
    _wait_for_worker(phone.page)
    assert _soon(
        phone.page, f"async () => Object.keys(await ({KEPT})())[0]", "/offline?language=en"
    )

    masts.fall()
    phone.open("/sign-in")

    assert phone.page.locator("html").get_attribute("lang") == "en"
    assert phone.reads("No connection just now")


def test_a_signed_in_phone_holds_nothing_of_the_record(phone: Phone, masts: Masts) -> None:
    phone.sign_in(MEN)
    _wait_for_worker(phone.page)
    for words in ("Phạm Thị Mến", "Các lần khám"):
        phone.tap(words)
    assert phone.path.endswith("/visits")

    masts.fall()
    phone.page.reload()

    assert phone.reads("Đang mất mạng")
    kept = phone.page.evaluate(KEPT)
    assert [address.partition(".")[0] for address in kept] == [
        "/offline?language=vi",
        "/static/app",
        "/static/icons",
    ]
    for address, text in kept.items():
        for personal in ("Mến", "099", "Penicillin", "csrf", "/people/"):
            assert personal not in text, f"{personal} in {address}"
    assert phone.page.evaluate(ELSEWHERE) == {"databases": 0, "local": 0, "session": 0}


def test_signing_out_takes_all_away_and_the_next_page_keeps_the_page_anew(
    phone: Phone, masts: Masts
) -> None:
    phone.sign_in(MEN)
    _wait_for_worker(phone.page)

    phone.tap("Thoát")
    assert phone.path == "/signed-out"
    _wait_for_worker(phone.page)
    masts.fall()
    phone.open("/sign-in")

    assert phone.reads("Đang mất mạng")


def test_an_installation_that_wants_no_worker_takes_it_from_every_phone(
    chromium: Browser, commune: Commune, masts: Masts, tmp_path: Path
) -> None:
    with a_phone_near(masts, chromium, commune) as phone:
        phone.open("/sign-in")
        _wait_for_worker(phone.page)
        assert phone.page.evaluate(KEPT)
        masts.fall()

        config = commune.app.extensions["portal.config"]
        without = Masts(create_app(dataclasses.replace(config, offline_page=False)), masts.port)
        phone.page.goto(f"{phone.commune.url}/sign-in")
        _an_hour_goes_by(phone.page)
        gone = _soon(phone.page, WORKERS, 0)
        kept = phone.page.evaluate(KEPT)
        without.fall()

    assert gone
    assert kept == {}


def _an_hour_goes_by(page: Page) -> None:
    """Have the browser ask for its worker anew, as it does when its copy is an hour old."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
