"""A new phone at the counter: one asks, another decides; each page holds at 1280 and at 360."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.browser.commune import Commune
from tests.browser.desk import WIDTH, Desk, a_desk, person_named

LAN = "Hà Thị Lan"
SEND = 'form[action$="/reset"] button.button'


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def desks(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, day_of_its_own: None
) -> Iterator[dict[str, Desk]]:
    """Sit three of the staff at computers of their own."""
    with ExitStack() as stack:
        found = {}
        for name in ("hanh", "dung", "quan"):
            desk = stack.enter_context(a_desk(chromium, commune, javascript=request.param))
            desk.sign_in(name)
            found[name] = desk
        yield found


def seen_at_both_widths(desk: Desk, path: str) -> None:
    desk.open(path)
    desk.look()
    desk.resize(360)
    desk.resize(WIDTH)


def fill_in(desk: Desk, proof: str) -> None:
    desk.choose("proof", proof)
    desk.page.locator('[name="reason"]').select_option("lost_phone")
    desk.fill("phone", "0900 000 678")
    desk.page.locator('[name="rang"]').check()


def take_back(desk: Desk, path: str) -> None:
    desk.open(path)
    desk.press('form[action$="/withdrawal"] button')


def test_one_asks_and_another_decides(desks: dict[str, Desk]) -> None:
    hanh, dung = desks["hanh"], desks["dung"]
    asking = f"/desk/people/{person_named(hanh.commune, LAN)}/reset"
    seen_at_both_widths(hanh, "/desk/resets")
    seen_at_both_widths(hanh, f"{asking}/questions")
    seen_at_both_widths(hanh, asking)
    hanh.press(SEND)
    assert hanh.path == asking, "nothing is sent while something is missing"

    fill_in(hanh, "home_visit")
    hanh.press(SEND)

    reset = hanh.path
    assert reset.startswith("/desk/resets/")
    seen_at_both_widths(hanh, reset)
    assert hanh.page.locator('a[href$="/decision"]').count() == 0
    seen_at_both_widths(dung, f"{reset}/decision")
    dung.choose("ground", "rang_person")
    dung.press('form[action$="/allowance"] button.button')
    assert dung.path == reset
    seen_at_both_widths(hanh, f"{reset}/slip")
    take_back(hanh, reset)
    assert hanh.page.locator('a[href$="/slip"]').count() == 0


def test_who_is_named_vouches(desks: dict[str, Desk]) -> None:
    hanh, quan = desks["hanh"], desks["quan"]
    hanh.open(f"/desk/people/{person_named(hanh.commune, LAN)}/reset")
    fill_in(hanh, "vouched")
    voucher = hanh.page.locator('[name="voucher"] option', has_text="Quân")
    hanh.page.locator('[name="voucher"]').select_option(voucher.get_attribute("value"))
    hanh.press(SEND)
    reset = hanh.path
    seen_at_both_widths(quan, "/desk/vouching")
    assert quan.reads(LAN)

    quan.page.locator('[name="seen"]').check()
    quan.press('form[action^="/desk/vouching/"]:not([action$="/no"]) button')

    assert not quan.reads(LAN)
    take_back(hanh, reset)
