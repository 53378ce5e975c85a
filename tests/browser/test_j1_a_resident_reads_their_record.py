"""J1: number, code, home, own result, a mistake reported, who looked, out, nothing left."""

import pytest

from tests.browser.commune import Commune
from tests.browser.conftest import Phone

MEN = "099 158 000 067"


def test_j1_a_resident_reads_a_result_reports_a_mistake_and_leaves(phone: Phone) -> None:
    phone.sign_in(MEN)
    assert phone.path == "/home"
    assert phone.reads("Chào bà Mến")

    phone.tap("Phạm Thị Mến")
    assert phone.reads("Cần nhớ khi đi khám")
    assert phone.reads("Penicillin")

    phone.tap("Các lần khám")
    phone.press('a[href^="/visits/"]')
    text = phone.page.locator("main").inner_text()
    result = text[text.index("Đường máu") :]
    order = [result.index(words) for words in ("mức thường", "Mức thường", "Cái này sai")]
    assert order == sorted(order), "verdict, figure, source"

    phone.page.locator(".result").get_by_role("link", name="Cái này sai").first.click()
    phone.look()
    phone.tap("Gửi")
    assert phone.reads("Cần sửa 1 chỗ")
    phone.fill("says", "Hôm đó chưa nhịn ăn")
    phone.tap("Gửi")
    assert phone.path.startswith("/cases/")
    assert phone.reads("Đã nhận")

    phone.tap("Quyền xem")
    assert phone.reads("Ai được xem hồ sơ")
    phone.tap("Ai đã xem hồ sơ")
    assert phone.reads("tự xem")

    phone.tap("Thoát")
    assert phone.path == "/signed-out"
    phone.page.go_back()
    assert not phone.reads("Penicillin")
    assert not phone.reads("Ai đã xem hồ sơ")


def test_a_code_that_was_used_opens_nothing_in_another_browser(
    phone: Phone, commune: Commune
) -> None:
    phone.open("/sign-in")
    phone.fill("personal_id", MEN)
    phone.tap("Tiếp tục")
    code = commune.newest_code()
    phone.page.context.clear_cookies()
    phone.open("/sign-in/code")

    assert phone.path == "/sign-in"
    assert len(code) == 6


@pytest.mark.parametrize("width", [320])
def test_the_record_fits_the_smallest_screen(phone: Phone, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 700})
    phone.sign_in(MEN)
    phone.tap("Phạm Thị Mến")

    if phone.javascript:
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= width
    assert phone.reads("A. Thông tin hành chính")
