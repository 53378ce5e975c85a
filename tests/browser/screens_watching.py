"""The pages of those who watch over the looks: heads and the auditor."""

from collections.abc import Callable

from tests.browser.camera import Camera


def take_all(sit_down: Callable[[], Camera]) -> None:
    """Sit down as the two heads and the auditor, each at a window of their own."""
    _head_of_the_hospital(sit_down())
    _head_of_the_station(sit_down())
    _auditor(sit_down())


def _head_of_the_hospital(desk: Camera) -> None:
    desk.sign_in_staff("loan")
    desk.take("/oversight/reviews", "14a-reviews")
    desk.press('main table a[href^="/oversight/reviews/"]', "14b-review")
    desk.take("/oversight/counts", "14c-counts")


def _head_of_the_station(desk: Camera) -> None:
    desk.sign_in_staff("dung")
    desk.take("/oversight/reviews", "14a-reviews-done")
    desk.take("/oversight/cases", "14d-cases")
    desk.press('main a[href^="/oversight/cases/"]', "14e-case")
    desk.take("/desk/figures", "14-figures-by-village")
    desk.take("/desk/figures/months", "14k-report-of-the-month")
    desk.take("/desk/money/reconciliation", "14l-reconciliation")
    desk.take("/oversight/upkeep", "14m-upkeep")


def _auditor(desk: Camera) -> None:
    desk.sign_in_staff("sy")
    desk.take("/oversight/staff", "14f-choose-staff")
    desk.fill("staff_name", "quan")
    desk.press("main form button", "14g-staff-trail")
    desk.take("/oversight/log", "14h-log-check")
    desk.press("main form button", "14i-log-checked")
