"""The clinicians' pages at the desk."""

import time
from collections.abc import Callable

from tests.browser.camera import Camera

STEP_OF_A_CODE = 31


def take_all(sit_down: Callable[[], Camera], patient: str) -> None:
    """Sit down as three members of staff, each at a window of their own."""
    desk = sit_down()
    desk.take("/staff/sign-in", "12-sign-in")
    desk.sign_in_staff("quan")
    _search(desk)
    _asks_before_a_witness(desk)
    _reads(sit_down(), patient)
    _emergency(desk)


def _search(desk: Camera) -> None:
    desk.take("/clinic/", "12a-search-empty")
    _find(desk, "Phạm Thị")
    desk.press('main table tr:has-text("Phạm Thị Mến") a', "12a-search")


def _find(desk: Camera, words: str) -> None:
    desk.open("/clinic/")
    desk.fill("query", words)
    desk.press("main form button")


def _asks_before_a_witness(desk: Camera) -> None:
    _find(desk, "Giàng A Tủa")
    if desk.page.locator("aside form").count() == 0:
        desk.press('main table a[href*="/people/"]')
    desk.choose("sections", "visits", "medicines")
    desk.press('[formaction$="/witness"]', "12g-own-request")


def _reads(desk: Camera, patient: str) -> None:
    """Thơm may see: she reads, adds, and witnesses what Quân asked for."""
    desk.sign_in_staff("thom")
    desk.take(f"/clinic/patients/{patient}", "12b-record")
    desk.take(f"/clinic/patients/{patient}/visits", "12b-visits")
    desk.press('main a[href^="/clinic/visits/"]', "12b-visit")
    desk.take(f"/clinic/patients/{patient}/add", "12h-add")
    desk.take(f"/clinic/patients/{patient}/add/visit", "12h-add-visit")
    desk.take("/clinic/open", "12c-open-records")
    desk.take("/clinic/codes", "12d-codes")
    desk.take("/clinic/witness", "12e-witness")
    hear = desk.page.locator('main a[href^="/clinic/witness/"]').first.get_attribute("href")
    desk.take(str(hear), "12e-witness-hears")
    desk.take("/clinic/log", "12f-own-log")
    desk.press('form[action^="/staff/lock"] button', "12i-locked")


def _emergency(desk: Camera) -> None:
    _find(desk, "Phạm Thị Mến")
    if desk.page.locator('main a[href$="/emergency"]').count() == 0:
        desk.press('main table a[href*="/people/"]')
    desk.press('main a[href$="/emergency"]', "12j-emergency")
    time.sleep(STEP_OF_A_CODE)  # the code of the sign-in is used up
    desk.choose("reason", "unconscious")
    desk.fill("explanation", "Người nhà chưa tới, cần biết thuốc đang dùng và dị ứng")
    desk.fill("code", desk.code_of("quan"))
    desk.press("main form button", "12k-emergency-card")
    desk.press('form[action$="/emergency/close"] button')
