"""Two people at one computer: whoever is not there any more leaves nothing on the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.interop.demo.staff import PASSWORD
from tests.browser.commune import Commune
from tests.browser.desk import Desk, a_desk, person_named
from tests.conftest import Time

MEN, QUAN, THOM = "Phạm Thị Mến", "Lê Minh Quân", "Vi Thị Thơm"
LOCK = 'form[action^="/staff/lock"] button'
with_javascript = pytest.mark.parametrize("desk", [True], ids=["javascript"], indirect=True)


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def desk(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, day_of_its_own: None
) -> Iterator[Desk]:
    """Sit at a browser where Quân and then Thơm gave their passwords; Thơm is there."""
    with a_desk(chromium, commune, javascript=request.param) as desk:
        desk.sign_in("quan")
        desk.press(LOCK)
        desk.press('main a[href="/staff/sign-in"]')
        desk.fill("staff_name", "thom")
        desk.fill("password", PASSWORD)
        desk.fill("code", desk.code_of("thom"))
        desk.press("main form button")
        assert desk.reads(THOM)
        yield desk


def takes_over(desk: Desk, full_name: str, staff_name: str, time: Time) -> None:
    """Choose one's name on the locked page and type the newest code."""
    time.pass_by(seconds=30)
    desk.page.get_by_label(full_name).check()
    desk.fill("code", desk.code_of(staff_name))
    desk.press("main form button")
    assert not desk.path.startswith("/staff/unlock"), desk.path


def a_tab_with_mens_page(desk: Desk) -> Page:
    """Open the desk's page of Mến in another tab of the same browser."""
    tab = desk.page.context.new_page()
    tab.goto(f"{desk.commune.url}/desk/people/{person_named(desk.commune, MEN)}")
    expect(tab.locator("main")).to_contain_text(MEN)
    return tab


def test_locking_and_choosing_a_name_changes_the_person(desk: Desk, time: Time) -> None:
    desk.press(LOCK)
    takes_over(desk, QUAN, "quan", time)

    assert desk.reads(QUAN)
    assert not desk.reads(THOM)


@with_javascript
def test_a_patient_in_another_tab_is_gone_as_soon_as_one_tab_is_locked(
    desk: Desk, time: Time
) -> None:
    tab = a_tab_with_mens_page(desk)

    desk.press(LOCK)

    tab.wait_for_url("**/staff/unlock**")
    expect(tab.locator("body")).not_to_contain_text(MEN)
    assert str(person_named(desk.commune, MEN)) not in tab.url

    takes_over(desk, QUAN, "quan", time)

    tab.wait_for_url("**/clinic/**")
    expect(tab.locator("body")).to_contain_text(QUAN)
    expect(tab.locator("body")).not_to_contain_text(MEN)


@with_javascript
def test_every_tab_of_who_comes_back_is_where_it_was(desk: Desk, time: Time) -> None:
    tab = a_tab_with_mens_page(desk)
    before = tab.url
    desk.press(LOCK)
    tab.wait_for_url("**/staff/unlock**")

    takes_over(desk, THOM, "thom", time)

    tab.wait_for_url(before + "#told")
    expect(tab.locator("main")).to_contain_text(MEN)


def test_an_old_tab_asks_in_the_name_of_who_is_there_now(desk: Desk, time: Time) -> None:
    tab = a_tab_with_mens_page(desk)
    path = f"/desk/people/{person_named(desk.commune, MEN)}"
    desk.press(LOCK)
    takes_over(desk, QUAN, "quan", time)

    answer = tab.goto(desk.commune.url + path)

    assert answer is not None
    assert answer.status == 404
    expect(tab.locator("body")).not_to_contain_text(MEN)


def test_the_back_button_shows_no_patient_to_the_next_person(desk: Desk, time: Time) -> None:
    desk.open(f"/desk/people/{person_named(desk.commune, MEN)}")
    assert desk.reads(MEN)
    desk.press(LOCK)
    takes_over(desk, QUAN, "quan", time)

    for _ in range(4):
        desk.page.go_back()
        expect(desk.page.locator("body")).not_to_contain_text(MEN)


@with_javascript
def test_a_page_left_alone_locks_and_shows_no_patient(desk: Desk, time: Time) -> None:
    tab = a_tab_with_mens_page(desk)
    tab.clock.install()
    tab.reload()
    seconds = int(tab.locator("#idle").get_attribute("data-seconds") or 0)
    assert 240 < seconds <= 300

    time.pass_by(minutes=5, seconds=2)
    tab.clock.fast_forward((seconds + 2) * 1000)

    tab.wait_for_url("**/staff/unlock**")
    expect(tab.locator("body")).not_to_contain_text(MEN)
    desk.page.wait_for_url("**/staff/unlock**")


@with_javascript
def test_work_in_one_tab_keeps_the_others_open(desk: Desk, time: Time) -> None:
    tab = a_tab_with_mens_page(desk)
    tab.clock.install()
    tab.reload()
    warning = tab.locator("#idle")
    time.pass_by(minutes=4)
    tab.clock.fast_forward(250_000)
    expect(warning).to_be_visible()

    desk.open("/staff/")

    warning.wait_for(state="hidden")
    time.pass_by(minutes=4)
    tab.clock.fast_forward(230_000)
    expect(tab.locator("main")).to_contain_text(MEN)


def test_a_page_left_alone_while_another_is_used_waits_without_a_patient(
    desk: Desk, time: Time
) -> None:
    path = f"/desk/people/{person_named(desk.commune, MEN)}"
    desk.open(path)
    leads_to = str(desk.page.locator(LOCK).locator("..").get_attribute("action"))

    desk.open(leads_to.replace("/lock", "/unlock"))

    assert not desk.reads(MEN)
    desk.press("main a.button")
    assert desk.reads(MEN)
    assert desk.path == path


@pytest.mark.parametrize("desk", [False], ids=["no-javascript"], indirect=True)
def test_a_page_left_alone_locks_without_our_script_too(desk: Desk) -> None:
    desk.open("/staff/")

    refresh = desk.page.locator('noscript meta[http-equiv="refresh"]').or_(
        desk.page.locator('meta[http-equiv="refresh"]')
    )
    assert "/staff/unlock" in str(refresh.first.get_attribute("content"))


def test_the_pages_of_a_lost_app_and_of_new_codes_can_be_read(desk: Desk) -> None:
    desk.open("/staff/recovery/new")
    assert desk.page.locator(".recovery-codes li").count() == 8
    desk.resize(360)
    desk.press("main form button")
    assert desk.page.locator(".error").count() >= 1
    desk.press(LOCK)
    desk.open("/staff/lost-app")
