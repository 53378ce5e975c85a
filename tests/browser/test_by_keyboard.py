"""Without a mouse: signing in, letting somebody see, stopping it, and the fee."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.browser.commune import Commune
from tests.browser.conftest import Phone, a_phone
from tests.browser.keyboard import Keyboard
from tests.browser.test_a_household_pays_its_fee import LAN, _ask_lan_for_one_more_year

HOA = "099198000991"
SUBMIT = "main form button.button"


@pytest.fixture
def phone(chromium: Browser, commune: Commune, day_of_its_own: None) -> Iterator[Phone]:
    with a_phone(chromium, commune, javascript=True) as phone:
        yield phone


@pytest.fixture
def hands(phone: Phone) -> Keyboard:
    return Keyboard(phone.page)


def _sign_in(phone: Phone, hands: Keyboard, number: str) -> None:
    phone.page.goto(f"{phone.commune.url}/sign-in")
    hands.type('[name="personal_id"]', number)
    hands.tick('[name="shared_phone"]')
    hands.enter(SUBMIT)
    assert phone.path == "/sign-in/code"
    hands.type('[name="code"]', phone.commune.newest_code())
    hands.enter(SUBMIT)
    assert phone.path == "/home"


def test_signing_in_and_out(phone: Phone, hands: Keyboard) -> None:
    _sign_in(phone, hands, LAN)

    hands.enter("header button")

    assert phone.path == "/signed-out"


def test_the_first_stop_leads_past_the_header(phone: Phone, hands: Keyboard) -> None:
    _sign_in(phone, hands, LAN)

    hands.go_to(".skip")
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Tab")

    assert phone.page.evaluate("document.activeElement.closest('main') !== null")


def test_letting_a_doctor_see_and_stopping_it(phone: Phone, hands: Keyboard) -> None:
    with phone.commune.app.app_context():
        born = PartialDate(date(1998, 5, 6))
        cast.a_person("Lương Thị Hoa", born=born, personal_id=HOA, phone="+84900000991")
        session.commit()
    _sign_in(phone, hands, HOA)

    hands.enter('nav.bottom a[href$="/sharing"]')
    hands.enter('main a[href$="/sharing/new"]')
    hands.enter('main a[href*="99110"]')
    hands.enter('main a[href$="/parts"]')
    hands.tick('[name="sections"][value="visits"]')
    hands.enter(SUBMIT)
    hands.tick('[name="duration"]')
    hands.tick('[name="purpose"]')
    hands.enter(SUBMIT)
    hands.enter('main button[name="answer"]')
    assert phone.page.locator(".toast").count() == 1

    hands.enter('main form button[data-variant="del"]')
    assert phone.reads("Đã dừng cho")


def test_the_fee(phone: Phone, hands: Keyboard) -> None:
    _ask_lan_for_one_more_year(phone.commune.app)
    _sign_in(phone, hands, LAN)

    hands.enter('main a[href="/fees"]')
    hands.tick('[name="charges"]')
    hands.tick('[name="charges"]')
    hands.enter(SUBMIT)

    assert phone.path.startswith("/fees/orders/")
    assert phone.page.locator("svg.square").count() == 1
