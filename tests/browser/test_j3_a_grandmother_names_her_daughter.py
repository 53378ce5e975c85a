"""J3: the grandmother lets her daughter act for six months, and takes it back."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator

from portal.accounts.models import Account
from portal.kernel import crypto
from portal.kernel.db import separate_transaction
from tests.browser.commune import Commune
from tests.browser.conftest import Phone, a_phone
from tests.browser.desk import Desk, a_desk, person_named

MEN, LAN = "099 158 000 067", "099 195 000 123"
DAUGHTER = "Hà Thị Lan"
PERSONAL_CODE = "850317"


@pytest.fixture
def desk(phone: Phone, chromium: Browser, commune: Commune) -> Iterator[Desk]:
    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        yield desk


@pytest.fixture
def daughter(phone: Phone, chromium: Browser, commune: Commune) -> Iterator[Phone]:
    with a_phone(chromium, commune, javascript=phone.javascript) as daughter:
        yield daughter


@pytest.fixture
def her_code(commune: Commune) -> Iterator[str]:
    """Give the grandmother a personal code for one journey."""
    men = person_named(commune, "Phạm Thị Mến")
    hers = sa.update(Account).where(Account.person_id == men)
    with commune.app.app_context(), separate_transaction() as connection:
        connection.execute(hers.values(pin_hash=crypto.hash_secret(PERSONAL_CODE)))
    yield PERSONAL_CODE
    with commune.app.app_context(), separate_transaction() as connection:
        connection.execute(hers.values(pin_hash=None, large_text=False))


def test_j3_she_names_her_daughter_at_the_counter_and_stops_it(
    phone: Phone, desk: Desk, daughter: Phone, commune: Commune, her_code: str
) -> None:
    """Of the station's time it takes three pages, one form and one code: well under 90 s."""
    _signs_in_on_her_grandsons_phone(phone, her_code)
    _reads_in_large_letters(phone)

    pages = _is_helped_at_the_counter(desk)
    assert pages == ["/desk/people", "/desk/people", "/desk/namings"]

    record = f"/people/{person_named(commune, 'Phạm Thị Mến')}/record"
    daughter.sign_in(LAN)
    daughter.open(record)
    assert daughter.reads("Penicillin")

    phone.open("/home")
    phone.tap("Quyền xem")
    phone.tap("Người đại diện")
    phone.tap("Dừng cho đại diện")
    assert phone.reads(f"Đã dừng cho {DAUGHTER} đại diện")

    daughter.page.goto(commune.url + record)
    assert not daughter.reads("Penicillin")
    assert not daughter.reads("Mến")


def _signs_in_on_her_grandsons_phone(phone: Phone, her_code: str) -> None:
    phone.open("/sign-in")
    phone.fill("personal_id", MEN)
    phone.page.locator('[name="shared_phone"]').check()
    phone.tap("Tiếp tục")
    phone.fill("code", phone.commune.newest_code())
    phone.tap("Xác nhận")
    assert phone.path == "/sign-in/pin"
    phone.fill("pin", her_code)
    phone.press("main form button.button")
    assert phone.path == "/home"


def _reads_in_large_letters(phone: Phone) -> None:
    phone.open("/account")
    phone.press('form[action="/account/large-text"] button')
    assert phone.page.locator("html[data-text=large]").count() == 1


def _is_helped_at_the_counter(desk: Desk) -> list[str]:
    """Name the daughter for six months; return the pages this took after the search."""
    pages = []
    desk.sign_in("hanh")
    desk.open("/desk/")
    desk.fill("query", "pham thi men 1958")
    desk.press("form[role=search] button")
    assert "men" not in desk.path
    desk.press('main table tr:has-text("Phạm Thị Mến") a')
    pages.append(_kind(desk))
    assert not desk.reads("Penicillin")
    assert not desk.reads(MEN.replace(" ", ""))

    desk.press('main a[href$="/representatives"]')
    pages.append(_kind(desk))
    assert desk.page.locator("main input:checked").count() == 0
    desk.fill("number", LAN)
    desk.fill("full_name", DAUGHTER)
    desk.choose("scopes", "see")
    desk.choose("term", "6")
    desk.choose("presence", "both_present")
    desk.press('main form[action$="/representatives"] button')

    pages.append(_kind(desk))
    read_out = re.search(r"\b(\d{4} \d{4})\b", desk.commune.newest_message())
    assert read_out
    desk.fill("code", read_out[1])
    desk.press('main form[action$="/code"] button')
    assert desk.path.endswith("/representatives")
    assert desk.reads(DAUGHTER)
    return pages


def _kind(desk: Desk) -> str:
    return "/".join(desk.path.split("/")[:3])


def test_the_counter_fits_a_narrow_window(desk: Desk, commune: Commune) -> None:
    page = f"/desk/people/{person_named(commune, 'Phạm Thị Mến')}"
    desk.sign_in("hanh")
    for path in ("/desk/", page, f"{page}/representatives", f"{page}/key-card"):
        desk.open(path)
        desk.resize(320)
        desk.resize(1280)


def _answers(phone: Phone) -> list[Locator]:
    return phone.page.locator('button[name="answer"]').all()


def _to_the_list(phone: Phone) -> None:
    phone.sign_in(MEN)
    phone.tap("Quyền xem")
    phone.tap("Người đại diện")


def _names_her_daughter(phone: Phone) -> None:
    phone.tap("Chọn người đại diện")
    assert phone.page.locator("input:checked").count() == 0
    phone.tap("Tiếp tục")
    assert phone.reads("Chọn người đại diện")
    phone.page.get_by_text(DAUGHTER).click()
    phone.tap("Tiếp tục")
    assert phone.page.locator("input:checked").count() == 0
    phone.page.get_by_text("Xem hồ sơ", exact=True).click()
    phone.tap("Tiếp tục")
    assert phone.page.locator("input:checked").count() == 0
    phone.page.get_by_text("6 tháng").click()
    phone.tap("Tiếp tục")
    agree, refuse = (button.bounding_box() for button in _answers(phone))
    assert agree
    assert refuse
    assert (agree["width"], agree["height"]) == (refuse["width"], refuse["height"])


def test_she_names_her_daughter_on_her_own_phone_and_stops_it(phone: Phone) -> None:
    _to_the_list(phone)
    _names_her_daughter(phone)
    _answers(phone)[0].click()
    phone.look()
    assert phone.reads(f"{DAUGHTER} đã là người đại diện")

    phone.tap("Dừng cho đại diện")
    assert phone.reads(f"Đã dừng cho {DAUGHTER} đại diện")
    assert phone.reads("Chủ hồ sơ đã dừng")


def test_a_mother_sees_whom_she_acts_for(phone: Phone) -> None:
    phone.sign_in(LAN)
    phone.open("/representing")
    assert phone.reads("Trương Hà Vy")
    assert phone.reads("Đến ngày tròn 18 tuổi")
    phone.tap("Thôi đại diện")
    assert phone.reads("Hồ sơ đóng lại ngay")
    phone.tap("Vẫn đại diện")
    assert phone.reads("Trương Hà Vy")


@pytest.mark.parametrize("text", ["100%", "200%"])
@pytest.mark.parametrize("phone", [True], ids=["javascript"], indirect=True)  # it measures
def test_the_pages_fit_the_smallest_screen_and_large_text(phone: Phone, text: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 700})
    _to_the_list(phone)
    _fits(phone, text)
    phone.tap("Chọn người đại diện")
    _fits(phone, text)
    phone.page.get_by_text(DAUGHTER).click()
    phone.tap("Tiếp tục")
    _fits(phone, text)
    phone.page.get_by_text("Xem hồ sơ", exact=True).click()
    phone.tap("Tiếp tục")
    _fits(phone, text)
    phone.page.get_by_text("12 tháng").click()
    phone.tap("Tiếp tục")
    _fits(phone, text)


def _fits(phone: Phone, text: str) -> None:
    phone.page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{phone.path} at {text}: {width}"
    phone.page.evaluate("document.documentElement.style.fontSize = ''")
