"""J3: the grandmother lets her daughter act for six months, and takes it back."""

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Phone

MEN, LAN = "099 158 000 067", "099 195 000 123"
DAUGHTER = "Hà Thị Lan"


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


def test_j3_she_names_her_daughter_and_stops_it(phone: Phone) -> None:
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
