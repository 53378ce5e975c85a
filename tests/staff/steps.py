"""What staff do in a browser, step by step."""

from werkzeug.test import TestResponse

from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient


def credentials(member: StaffCast, **other: str) -> dict[str, str]:
    return {
        "staff_name": member.staff_name,
        "password": cast.STAFF_PASSWORD,
        "code": member.code,
    } | other


def sign_in(visitor: InspectingClient, member: StaffCast, **other: str) -> TestResponse:
    return visitor.submit("/staff/sign-in", credentials(member, **other))


def is_locked(page: TestResponse) -> bool:
    """Say whether a page leads to the locked one."""
    return page.status_code == 303 and (page.location or "").startswith("/staff/unlock")


def english(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor
