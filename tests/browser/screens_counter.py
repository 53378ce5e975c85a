"""The pages of the station's counter."""

from collections.abc import Callable
from uuid import UUID

from tests.browser.camera import Camera


def take_all(sit_down: Callable[[], Camera], resident: UUID) -> None:
    """Find somebody, look at their account, and take down whom they name."""
    desk = sit_down()
    desk.sign_in_staff("hanh")
    desk.take("/desk/", "13f-find-resident-empty")
    desk.fill("query", "Phạm Thị")
    desk.press("main form button", "13f-find-resident")
    page = f"/desk/people/{resident}"
    desk.take(page, "13g-resident")
    desk.take(f"{page}/key-card", "13h-key-card")
    desk.take(f"{page}/representatives", "13i-representatives")
    desk.fill("number", "099 195 000 123")
    desk.fill("full_name", "Hà Thị Lan")
    desk.choose("scopes", "see")
    desk.choose("term", "6")
    desk.choose("presence", "both_present")
    desk.press('main form[action$="/representatives"] button', "13j-second-yes")
    desk.press('main form[action$="/colleague"] button', "13j-waits-for-colleague")
    naming = desk.path
    colleague = sit_down()
    colleague.sign_in_staff("dung")
    colleague.take(f"{naming}/second", "13k-second-word")
    colleague.press("main form button", "13k-begun")
    colleague.press('main a[href$="/end"]', "13l-end")
