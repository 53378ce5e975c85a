"""What our own script adds; every page works without it (journeys run both ways)."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.commune import Commune
from tests.browser.conftest import Phone

LAN = "099 195 000 123"
DUYEN = "099 302 000 245"  # shares a phone, so the personal code is asked

with_javascript = pytest.mark.parametrize("phone", [True], ids=["javascript"], indirect=True)


def _stay(route: Route) -> None:
    route.fulfill(status=204)  # without content the browser stays on its page


def _sign_in(phone: Phone, commune: Commune, personal_id: str) -> None:
    page = phone.page
    page.goto(f"{commune.url}/sign-in")
    phone.fill("personal_id", personal_id)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/sign-in/code")
    phone.fill("code", commune.newest_code())
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url(lambda url: not url.endswith("/code"))


@with_javascript
def test_a_warning_comes_a_minute_before_the_record_locks_and_staying_renews_it(
    phone: Phone, commune: Commune
) -> None:
    _sign_in(phone, commune, LAN)
    warning = phone.page.locator("#idle")
    seconds = int(warning.get_attribute("data-seconds") or 0)
    phone.page.clock.install()
    phone.page.reload()

    phone.page.clock.fast_forward((seconds - 65) * 1000)
    assert not warning.is_visible()
    phone.page.clock.fast_forward(10_000)
    expect(warning).to_be_visible()

    warning.get_by_role("button", name="Ở lại").click()
    warning.wait_for(state="hidden")
    phone.page.clock.fast_forward((seconds - 65) * 1000)
    assert not warning.is_visible()


@with_javascript
def test_a_mistake_gets_the_focus(phone: Phone) -> None:
    phone.open("/sign-in")
    phone.fill("personal_id", "099 195")
    phone.tap("Tiếp tục")

    assert phone.page.evaluate("document.activeElement.id") == "error-summary"


@with_javascript
def test_a_double_tap_sends_once_and_the_button_says_that_it_works(phone: Phone) -> None:
    phone.open("/sign-in")
    phone.fill("personal_id", LAN)
    sent: list[str] = []
    phone.page.route("**/sign-in", _stay)
    phone.page.on("request", lambda request: sent.append(request.method))

    with phone.page.expect_request("**/sign-in"):
        phone.page.evaluate(
            "for (let tap = 0; tap < 2; tap++) document.querySelector('main form .button').click()"
        )
    busy = phone.page.get_by_role("button", name="Đang gửi…")
    busy.wait_for()

    assert sent == ["POST"]
    assert busy.is_disabled()


@with_javascript
def test_an_older_page_from_the_history_is_not_shown_before_it_is_fetched_anew(
    phone: Phone, commune: Commune
) -> None:
    _sign_in(phone, commune, LAN)

    phone.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")

    assert not phone.page.locator("main").is_visible()


@with_javascript
def test_a_personal_code_can_be_shown_and_is_hidden_again_before_it_is_sent(
    phone: Phone, commune: Commune
) -> None:
    _sign_in(phone, commune, DUYEN)
    code = phone.page.locator("[name=pin]")
    code.fill("482915")

    phone.page.get_by_label("Hiện mã").first.check()
    assert code.get_attribute("type") == "text"

    phone.page.route("**/*", _stay)
    phone.page.evaluate("document.querySelector('main form').requestSubmit()")
    assert code.get_attribute("type") == "password"
