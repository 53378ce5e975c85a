"""J2: the baby's card, the overdue dose, a missing dose reported, the certificate."""

from tests.browser.conftest import Phone

DUYEN = "099 302 000 245"
PERSONAL_CODE = "850317"


def test_j2_a_mother_sees_what_is_overdue_and_reports_a_dose(phone: Phone) -> None:
    phone.sign_in(DUYEN)
    phone.fill("pin", PERSONAL_CODE)
    if phone.path == "/account/pin/set":  # the first time: the number serves two adults
        phone.fill("pin_again", PERSONAL_CODE)
    phone.press("main button.button")
    assert phone.path == "/home"
    assert phone.reads("quá hạn")

    phone.tap("Xem lịch tiêm")
    assert phone.reads("Cần tiêm")
    assert phone.reads("Quá hạn")
    assert phone.reads("Trạm Y tế xã Đồng Sen")

    phone.tap("Báo mũi đã tiêm ở nơi khác")
    phone.tap("Gửi Trạm Y tế")
    assert phone.reads("Cần sửa 3 chỗ")
    phone.page.locator('[name="vaccine"]').select_option("rota_1")
    phone.fill("given-month", "9")
    phone.fill("given-year", "2026")
    phone.fill("place", "Bệnh viện huyện")
    phone.tap("Gửi Trạm Y tế")
    assert phone.path.startswith("/cases/")

    phone.open("/home")
    phone.tap("Xem lịch tiêm")
    assert phone.reads("Bệnh viện huyện")
    link = phone.page.get_by_role("link", name="Giấy xác nhận tiêm chủng").get_attribute("href")
    answer = phone.page.request.get(phone.commune.url + str(link))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
