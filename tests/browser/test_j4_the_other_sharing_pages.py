"""Answering a request, showing a code and shutting somebody out, on the smallest screens."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator

from portal.consents import requests
from portal.consents.kinds import Purpose
from portal.consents.requests import NewRequest
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.staff.models import StaffMember
from tests.browser.conftest import Phone
from tests.cast import StaffCast
from tests.sharing.steps import acting

MEN = "099 158 000 067"


def _asked(phone: Phone) -> tuple[UUID, UUID, UUID]:
    """Let doctor Quân ask for three parts of Mến's record; return person, request and staff."""
    with phone.commune.app.app_context():
        men = session.scalars(sa.select(Person).where(Person.full_name == "Phạm Thị Mến")).one()
        quan = session.scalars(
            sa.select(StaffMember).where(StaffMember.full_name == "Lê Minh Quân")
        ).one()
        asks = NewRequest(
            person_id=men.id,
            sections=(Section.VISITS, Section.MEDICINES, Section.REPRODUCTIVE),
            purpose=Purpose.FOLLOW_UP,
            opens_until=clock.now() + timedelta(hours=8),
            form_key=uuid4().hex,
        )
        staff = StaffCast(quan.id, quan.staff_name, quan.full_name, quan.facility_code)
        request_id = requests.ask(asks, by=acting(staff))
        session.commit()
        return men.id, request_id, quan.id


def _answers(phone: Phone) -> list[Locator]:
    return phone.page.locator('button[name="answer"]').all()


def test_a_request_is_seen_at_home_and_answered_in_part(phone: Phone) -> None:
    person_id, request_id, _ = _asked(phone)
    phone.sign_in(MEN)
    assert phone.reads("Bác sĩ xin xem hồ sơ bà Mến")
    phone.press(f'a[href$="/requests/{request_id}"]')
    assert phone.reads("Xin xem 3 phần")
    assert phone.reads("Không trả lời trước 17:00 tính là không đồng ý")
    agree, refuse = (button.bounding_box() for button in _answers(phone))
    assert agree
    assert refuse
    assert (agree["width"], agree["height"]) == (refuse["width"], refuse["height"])

    phone.tap("Chỉ cho xem một số phần")
    phone.tap("Tiếp tục")
    assert phone.reads("Chọn ít nhất một phần")
    phone.page.locator('input[value="medicines"]').check()
    phone.tap("Tiếp tục")
    phone.tap("Đồng ý cho xem 1 phần")
    assert phone.path == f"/people/{person_id}/sharing"
    assert phone.reads("Bác sĩ Lê Minh Quân đã được xem hồ sơ")
    phone.tap("Dừng cho xem")
    assert phone.reads("Đã dừng cho bác sĩ Lê Minh Quân xem")
    phone.tap("Đã dừng, đã hết hạn")
    assert phone.reads("Thuốc và dị ứng")


def test_a_code_is_shown_and_a_reload_does_not_show_it_again(phone: Phone) -> None:
    phone.sign_in(MEN)
    phone.tap("Quyền xem")
    phone.tap("Đưa mã cho bác sĩ")
    phone.page.locator('input[value="visits"]').check()
    phone.tap("Hiện mã")
    assert phone.page.locator(".key-figure").count() == 1
    box = phone.page.locator("svg.square").bounding_box()
    assert box
    assert box["width"] >= 208

    phone.page.reload()

    assert phone.page.locator(".key-figure").count() == 0
    assert phone.reads("Lấy mã mới")


def test_somebody_is_shut_out_and_let_in_to_ask_again(phone: Phone) -> None:
    person_id, _, staff_id = _asked(phone)
    phone.sign_in(MEN)
    phone.open(f"/people/{person_id}/blocked/{staff_id}")
    phone.tap("Chặn người này")
    assert phone.reads("Không cho xem, kể cả khẩn cấp")
    assert not phone.reads("xin xem hồ sơ")
    phone.tap("Bỏ chặn")
    assert phone.reads("Chưa cho phép thì người này chưa xem được gì.")
    phone.tap("Bỏ chặn")
    assert phone.reads("Bác sĩ Lê Minh Quân có thể xin xem lại")


@pytest.mark.parametrize("text", ["100%", "200%"])
@pytest.mark.parametrize("phone", [True], ids=["javascript"], indirect=True)  # it measures
def test_the_pages_fit_the_smallest_screen_and_large_text(phone: Phone, text: str) -> None:
    person_id, request_id, staff_id = _asked(phone)
    phone.page.set_viewport_size({"width": 320, "height": 700})
    phone.sign_in(MEN)
    about = f"/people/{person_id}"
    for page in (
        "sharing",
        "sharing/over",
        "sharing/new",
        "sharing/code",
        f"requests/{request_id}",
        f"requests/{request_id}/parts",
        f"blocked/{staff_id}",
        f"blocked/{staff_id}/lift",
    ):
        phone.open(f"{about}/{page}")
        phone.page.add_style_tag(content=f"html {{ font-size: calc({text} * 1.125) }}")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320, page
