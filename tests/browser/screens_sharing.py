"""The resident's pages about who sees the record, on a phone."""

from tests.browser.camera import Camera


def take_all(phone: Camera, own: str) -> None:
    """Walk through them without agreeing to anything."""
    about = f"/people/{own}"
    phone.take(f"{about}/sharing", "08a-sharing")
    phone.take(f"{about}/sharing/over", "08e-over")
    _new_consent(phone, about)
    _code(phone, about)
    _representative(phone, about)
    _request(phone, about)
    _log(phone, about)


def _new_consent(phone: Camera, about: str) -> None:
    phone.take(f"{about}/sharing/new", "08-who")
    phone.press('main a[href$="/parts"]', "08b-parts")
    phone.choose("sections", "visits", "medicines")
    phone.press("main form button.button", "08c-time")
    phone.choose("duration", "7")
    phone.choose("purpose", "visit")
    phone.press("main form button.button", "08d-check")


def _code(phone: Camera, about: str) -> None:
    phone.take(f"{about}/sharing/code", "08f-code-parts")
    phone.choose("sections", "visits")
    phone.press("main form button.button", "08f-code")


def _representative(phone: Camera, about: str) -> None:
    phone.take(f"{about}/representatives", "08g-representatives")
    phone.take(f"{about}/representatives/new", "08h-representative-1")
    phone.fill("number", "099 228 000 302")
    phone.page.locator('[name="who"]').first.check()
    phone.press("main form button.button", "08h-representative-2")
    if phone.page.locator('[name="scopes"]').count() == 0:
        return
    phone.choose("scopes", "see")
    phone.press("main form button.button", "08h-representative-3")
    phone.choose("term", "6")
    phone.press("main form button.button", "08h-representative-4")


def _request(phone: Camera, about: str) -> None:
    phone.open(f"{about}/sharing")
    request = phone.page.locator('main a[href*="/requests/"]').first.get_attribute("href")
    phone.take(str(request), "09-request")
    phone.take(f"{request}/parts", "09b-request-parts")


def _log(phone: Camera, about: str) -> None:
    phone.take(f"{about}/access", "10-who-looked")
    phone.take(f"{about}/access?who=strangers", "10b-strangers")
    phone.take(f"{about}/access/export", "10c-export")
    phone.take("/oversight/openings", "10f-emergency-counts")
    phone.open(f"{about}/access")
    report = phone.page.locator('main a[href*="/disputes/new"]').first.get_attribute("href")
    phone.take(str(report), "10e-report")
    phone.fill("says", "Hôm đó không có ai khám.")
    phone.press("main form button.button", "10d-case")
