"""J5: search, request, the patient's yes, the parts allowed, a lock, and a colleague's turn."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import database
from tests.browser.commune import Commune
from tests.browser.conftest import Phone
from tests.browser.desk import Desk, a_desk
from tests.conftest import Time

MEN = "099 158 000 067"


@pytest.fixture
def desk(phone: Phone, chromium: Browser, commune: Commune) -> Iterator[Desk]:
    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        yield desk


def test_j5_a_doctor_sees_what_a_patient_allows_and_nothing_else(
    desk: Desk, phone: Phone, commune: Commune, time: Time
) -> None:
    began = clock.now()
    desk.sign_in("quan")
    assert desk.path == "/clinic/"
    desk.fill("query", "pham thi men 1958")
    desk.press("form[role=search] button")
    assert "men" not in desk.path
    desk.press(".desk a.button")
    assert desk.page.locator("main input[type=checkbox]:checked").count() == 0
    for section in ("visits", "medicines"):
        desk.choose("sections", section)
    desk.press("aside form.form > button")
    asked = desk.path
    assert asked.startswith("/clinic/requests/")

    _agrees(phone)

    desk.open(asked)
    desk.press('main a.button[href^="/clinic/patients/"]')
    record = desk.path
    assert desk.reads("Penicillin")
    desk.resize(360)
    desk.resize(1280)
    assert desk.page.locator("#visits").count() == 1
    assert desk.page.locator("#doses, #history, #family").count() == 0
    assert not desk.reads("Creatinin")
    desk.press('.desk a[href^="/clinic/visits/"]')
    assert not desk.reads("Creatinin")
    desk.open("/clinic/open")
    assert desk.reads("Phạm Thị Mến")
    desk.open("/clinic/log")
    desk.open("/clinic/codes")
    desk.open("/clinic/witness")

    desk.press('header form[action*="/lock"] button')
    desk.page.goto(commune.url + record)
    assert desk.path.startswith("/staff/unlock")
    assert not desk.reads("Penicillin")
    time.pass_by(minutes=1)
    desk.sign_in("thom")
    desk.open(record)
    assert not desk.reads("Penicillin")
    assert not desk.reads("Mến")

    assert _actors(commune, began, Event.PATIENT_SEARCHED) == {"Bác sĩ Lê Minh Quân"}
    assert _actors(commune, began, Event.ACCESS_REQUESTED) == {"Bác sĩ Lê Minh Quân"}
    assert _actors(commune, began, Event.CONSENT_GRANTED) == {"Phạm Thị Mến"}
    assert _actors(commune, began, Event.ACCESS_REFUSED) == {"Y sĩ Vi Thị Thơm"}
    seen = _lines(commune, began, Event.RECORD_SEEN, "Bác sĩ Lê Minh Quân")
    assert {line.section for line in seen} == {"visits", "measurements", "medicines"}


def test_what_is_stopped_on_the_phone_refuses_the_doctors_next_click(
    desk: Desk, phone: Phone
) -> None:
    desk.sign_in("quan")
    desk.fill("query", "pham thi men 1958")
    desk.press("form[role=search] button")
    desk.press(".desk a.button")
    desk.choose("sections", "visits")
    desk.press("aside form.form > button")
    asked = desk.path
    _agrees(phone)
    desk.open(asked)
    desk.press('main a.button[href^="/clinic/patients/"]')
    visit = desk.page.locator('.desk a[href^="/clinic/visits/"]').first
    assert visit.count() == 1

    phone.tap("Dừng cho xem")
    visit.click()
    desk.page.wait_for_load_state()

    assert not desk.reads("Phạm Thị Mến")
    assert desk.page.request.get(desk.page.url).status == 403


def _agrees(phone: Phone) -> None:
    """Let the patient answer on the phone."""
    phone.sign_in(MEN)
    phone.tap("Quyền xem")
    phone.press('main a[href*="/requests/"]')
    phone.press('button[name="answer"][value="agree"]')
    assert phone.path.endswith("/sharing")


def _lines(commune: Commune, began: object, event: Event, name: str = "") -> list[sa.Row[object]]:
    statement = sa.select(AuditLine.actor_name, AuditLine.section).where(
        AuditLine.event == event, AuditLine.at >= began
    )
    if name:
        statement = statement.where(AuditLine.actor_name == name)
    with commune.app.app_context(), database().engine.connect() as connection:
        return list(connection.execute(statement))


def _actors(commune: Commune, began: object, event: Event) -> set[str]:
    return {line.actor_name for line in _lines(commune, began, event)}
