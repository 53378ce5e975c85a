"""J7: a lost SIM, two of the staff, a new phone that waits, and the old phone that stops it."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.commune import Commune
from tests.browser.conftest import Phone, a_phone
from tests.browser.desk import Desk, a_desk, person_named
from tests.printing.papers import pages_of

PIN = "482915"
BUTTON = "main form button.button"


@dataclass(frozen=True)
class Lost:
    """Whose phone is lost, their two browsers, and the two at the station."""

    full_name: str
    number: str
    new_phone: str
    old: Phone
    new: Phone
    hanh: Desk
    dung: Desk


PEOPLE = {
    True: ("Bùi Đức Thịnh", "099 067 001 064", "0900 000 681"),
    False: ("Đinh Ngọc Ánh", "099 192 001 072", "0900 000 682"),
}


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def lost(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, day_of_its_own: None
) -> Iterator[Lost]:
    script = request.param
    with ExitStack() as stack:
        old, new = (
            stack.enter_context(a_phone(chromium, commune, javascript=script)) for _ in range(2)
        )
        hanh, dung = (
            stack.enter_context(a_desk(chromium, commune, javascript=script)) for _ in range(2)
        )
        hanh.sign_in("hanh")
        dung.sign_in("dung")
        yield Lost(*PEOPLE[script], old=old, new=new, hanh=hanh, dung=dung)


def two_at_the_station(lost: Lost) -> str:
    """Ask, allow and print; return the letters of the slip."""
    hanh, dung = lost.hanh, lost.dung
    hanh.open(f"/desk/people/{person_named(hanh.commune, lost.full_name)}/reset")
    hanh.choose("proof", "home_visit")
    hanh.page.locator('[name="reason"]').select_option("lost_phone")
    hanh.fill("phone", lost.new_phone)
    hanh.page.locator('[name="rang"]').check()
    hanh.press('form[action$="/reset"] button.button')
    reset = hanh.path
    assert reset.startswith("/desk/resets/"), reset
    dung.open(f"{reset}/decision")
    dung.choose("ground", "rang_person")
    dung.press('form[action$="/allowance"] button.button')
    hanh.open(f"{reset}/slip")
    with hanh.page.expect_download() as sheet:
        hanh.page.locator('form[action$="/slip"] button').first.click()
    (text,) = pages_of(Path(sheet.value.path()).read_bytes())
    letters = re.search(r"\b(?:[2-9A-HJ-NP-Z]{4} ){3}[2-9A-HJ-NP-Z]{4}\b", text)
    assert letters
    return letters[0]


def open_with_the_slip(lost: Lost, letters: str) -> None:
    new = lost.new
    new.open("/activate")
    new.fill("personal_id", lost.number)
    new.fill("slip", letters)
    new.press(BUTTON)
    assert new.path == "/activate/code"
    new.fill("code", new.commune.newest_code())
    new.press(BUTTON)
    new.fill("pin", PIN)
    new.fill("pin_again", PIN)
    new.press(BUTTON)
    assert new.path == "/home"


def code_of_the_message(commune: Commune) -> str:
    """Return the eight digits of the first message the old phone got about it."""
    texts = [
        str(json.loads(line)["text"])
        for line in commune.messages.read_text(encoding="utf-8").splitlines()
    ]
    found = re.search(
        r"\b(\d{8})\b", [text for text in texts if "sang dien thoai khac" in text][-1]
    )
    assert found
    return found[1]


def test_the_new_phone_waits_and_the_old_phone_stops_it(lost: Lost) -> None:
    open_with_the_slip(lost, two_at_the_station(lost))
    person = person_named(lost.new.commune, lost.full_name)
    lost.new.open(f"/people/{person}/visits")
    assert lost.new.path.endswith("/visits")
    lost.new.open(f"/people/{person}/sharing/code")
    assert lost.new.path == "/account/waiting"

    old = lost.old
    old.open("/contest")
    old.fill("code", "00000000")
    old.press(BUTTON)
    assert old.path == "/contest"
    old.fill("code", code_of_the_message(old.commune))
    old.press(BUTTON)
    old.press(BUTTON)
    assert old.path == "/contest/stopped"

    lost.new.open("/home")
    assert lost.new.path == "/sign-in"
