"""The desk writes the number of the unit's electronic receipt on a receipt, once."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Receipt
from portal.kernel.db import session
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees.household import Household, a_charged_household, in_english, pay_by_transfer


@pytest.fixture
def desk(visitor: InspectingClient) -> InspectingClient:
    """Return the browser of Hạnh at the desk, in English."""
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")
    return visitor


def _receipt(home: Household, member: cast.Member) -> str:
    paid = pay_by_transfer(home, [home.charges[member.person_id]])
    session.commit()
    return f"/fees/receipts/{paid.receipt_id}"


def _numbers() -> list[str | None]:
    session.rollback()
    found = list(session.scalars(sa.select(Receipt.official_number).order_by(Receipt.number)))
    session.rollback()
    return found


def _writes(desk: InspectingClient, address: str, number: str) -> tuple[int, str]:
    page = f"/desk{address}/official"
    answer = desk.post(page, data={"number": number, "csrf_token": desk.token("/desk/cash")})
    return answer.status_code, answer.text


def test_the_number_stands_on_the_receipt_and_in_the_log(
    app: Flask, desk: InspectingClient
) -> None:
    home = a_charged_household()
    address = _receipt(home, home.lan)

    assert _writes(desk, address, " 01blp-26e 00000412 ")[0] == 303

    assert _numbers() == ["01BLP-26E 00000412"]
    assert "01BLP-26E 00000412" in in_english(a_browser(app), home.lan).get(address).text
    assert "01BLP-26E 00000412" in desk.get(f"/desk{address}/official").text
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.FEES_CHANGED))
    assert [(line.section, line.person_id) for line in lines] == [
        ("official_number", home.lan.person_id)
    ]


def test_it_is_written_once_and_on_one_receipt_only(app: Flask, desk: InspectingClient) -> None:
    home = a_charged_household()
    first, second = _receipt(home, home.lan), _receipt(home, home.men)
    assert _writes(desk, first, "412")[0] == 303

    again, taken = _writes(desk, first, "413"), _writes(desk, second, "412")

    assert (again[0], taken[0]) == (422, 422)
    assert "This receipt has its number already" in again[1]
    assert "Another receipt has this number" in taken[1]
    assert _numbers() == ["412", None]


@pytest.mark.parametrize("number", ["", "-1", "4" * 31, "số 7"])
def test_what_is_no_number_is_refused_beside_its_field(
    app: Flask, desk: InspectingClient, number: str
) -> None:
    home = a_charged_household()

    status, page = _writes(desk, _receipt(home, home.lan), number)

    assert (status, "Type 1 to 30 letters, digits" in page) == (422, True)
    assert _numbers() == [None]


def test_the_desk_of_another_commune_writes_nothing(app: Flask, visitor: InspectingClient) -> None:
    home = a_charged_household()
    address = _receipt(home, home.lan)
    other = cast.a_staff_member("tuoi", "Cầm Thị Tươi", Role.STATION_STAFF, commune="Xã Nà Hoa")
    desk = cast.sign_in_staff(visitor, other)

    assert _writes(desk, address, "412")[0] == 404
    assert _numbers() == [None]
