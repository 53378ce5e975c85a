"""J6: an unconscious patient, the card in seconds, the notices, the review, and a late one."""

import json

from playwright.sync_api import Browser

from tests.browser.commune import Commune
from tests.browser.conftest import Phone
from tests.browser.desk import Desk, a_desk, person_named
from tests.conftest import Time

MEN = "Phạm Thị Mến"
WHY = "Người bệnh ngất giữa chợ, không có người nhà"


def messages(commune: Commune) -> list[str]:
    """Send what waits and read what left."""
    sent = commune.app.test_cli_runner().invoke(args=["notifications", "send"])
    assert sent.exit_code == 0, sent.output
    lines = commune.messages.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def opens_the_card(desk: Desk, time: Time) -> None:
    """From the search to the card: the patient, Emergency, and the form."""
    desk.open("/clinic/")
    desk.fill("query", "pham thi men 1958")
    desk.press('main form[action="/clinic/search"] button')
    desk.press("main table .button")
    desk.press('main a[href$="/emergency"]')
    time.pass_by(seconds=30)  # the code of the sign-in is used up
    desk.choose("reason", "unconscious")
    desk.fill("explanation", WHY)
    desk.fill("code", desk.code_of("quan"))
    desk.press("main form button")
    assert desk.path.endswith("/emergency/card")


def reviews(desk: Desk, verdict: str, note: str = "") -> None:
    """Judge the newest opening in the queue."""
    desk.open("/oversight/reviews")
    desk.press('main table a[href^="/oversight/reviews/"]')
    assert desk.reads(WHY)
    desk.choose("verdict", verdict)
    desk.fill("note", note)
    desk.press("main form button")
    assert desk.path == "/oversight/reviews"


def test_j6_card_notice_review(
    phone: Phone, chromium: Browser, commune: Commune, time: Time
) -> None:
    men = person_named(commune, MEN)
    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        desk.sign_in("quan")
        opens_the_card(desk, time)
        assert desk.page.locator(".six dt").count() == 6
        assert desk.reads("Penicillin")
        assert desk.page.get_by_role("timer").count() == 1
        desk.resize(360)
        desk.resize(1280)
        assert desk.page.request.get(f"{commune.url}/clinic/patients/{men}").status == 403

        assert any("khan cap" in text and "Le Minh Quan" in text for text in messages(commune))

        desk.press('form[action$="/emergency/rest"] button')
        assert desk.path == f"/clinic/patients/{men}"
        desk.open(f"/clinic/patients/{men}/emergency/card")
        desk.press('form[action$="/emergency/close"] button')
        assert desk.page.request.get(f"{commune.url}/clinic/patients/{men}").status == 403

    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        time.pass_by(minutes=1)
        desk.sign_in("dung")
        reviews(desk, "justified")
        assert any("da duoc xem lai: dung quy dinh" in text for text in messages(commune))


def test_j6_a_late_review_is_red(
    phone: Phone, chromium: Browser, commune: Commune, time: Time
) -> None:
    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        desk.sign_in("quan")
        opens_the_card(desk, time)

    time.pass_by(hours=73)
    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        desk.sign_in("dung")
        desk.open("/oversight/reviews")
        assert desk.page.locator("tr[data-late]").count() == 1
        reviews(desk, "not_justified", "Người bệnh vẫn tỉnh táo")
        assert desk.page.locator("tr[data-late]").count() == 0
        desk.open("/oversight/cases")
        assert desk.page.locator('main a[href^="/oversight/cases/"]').count() >= 1
