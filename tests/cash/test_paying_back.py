"""Cash of an annulled receipt is paid back by two people of two hands, out of a box with enough."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.fees.order_models import Receipt
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.receiving.undoing import undo
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cash.steps import Collected, a_collecting_commune, at, collects, head_of, take
from tests.cash.test_handing_over import at_once, collected, count, offer
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.fees.money import books, cash_boxes
from tests.issuing.test_whose_hand_slips_come_from import opened_by

WHY = "ghi nhầm hộ"


def the_receipt() -> UUID:
    found = session.scalars(sa.select(Receipt.id)).one()
    session.commit()
    return found


def annul(browser: InspectingClient, box: StaffCast | None = None) -> int:
    """Send the form that annuls the one receipt; return the status."""
    receipt_id = the_receipt()
    fields = {"reason": WHY} | ({"box": str(box.staff_id)} if box else {})
    path = f"/desk/fees/receipts/{receipt_id}/annul"
    return browser.submit("/staff/", fields, to=path).status_code


def handed_over(app: Flask) -> tuple[Collected, StaffCast, StaffCast]:
    """Let the village head's 2,000 đ lie with Hạnh of the desk."""
    commune, giver, phone = collected(app)
    hanh = cast.hanh()
    handover = offer(phone, hanh)
    assert count(at(app, hanh), handover, "2000") == 303
    return commune, giver, hanh


def test_handed_over_cash_is_paid_back_by_who_holds_it_now(app: Flask) -> None:
    commune, giver, hanh = handed_over(app)
    dung = at(app, cast.dung())
    receipt_id = the_receipt()

    page = dung.get(f"/desk/fees/receipts/{receipt_id}/annul").text

    assert "Lò Thị Hạnh, who holds 2,000" in page
    assert giver.full_name + ", who holds" not in page
    assert annul(dung, giver) == 422, "their box is empty"
    assert annul(dung, hanh) == 303
    assert set(cash_boxes(commune.unit).values()) == {0}
    assert books(commune.unit) == {}


def test_nobody_pays_back_out_of_their_own_cash_on_their_own_word(app: Flask) -> None:
    commune, _, hanh = handed_over(app)
    desk = at(app, hanh)
    receipt_id = the_receipt()

    page = desk.get(f"/desk/fees/receipts/{receipt_id}/annul").text

    assert "Nobody else holds enough cash" in page
    assert annul(desk) == 422
    assert annul(desk, hanh) == 422
    assert cash_boxes(commune.unit)[hanh.staff_id] == 2_000


def test_a_colleague_at_the_desk_annuls_what_the_only_head_took(app: Flask) -> None:
    commune, dung, hanh = a_collecting_commune(), cast.dung(), cast.hanh()
    head, desk = at(app, dung), at(app, hanh)
    address = take(head, commune.lans, *commune.charges).location

    assert "/annul" in desk.get(address).text
    assert annul(head) == 422, "what they took themselves"
    assert annul(desk, dung) == 303
    assert books(commune.unit) == {}


def test_who_opened_the_takers_account_is_no_second_person(app: Flask) -> None:
    g.language = "en"
    commune, dung = a_collecting_commune(), cast.dung()
    opened = opened_by(dung)
    assert take(at(app, opened), commune.lans, *commune.charges).status_code == 303
    receipt_id = the_receipt()

    with pytest.raises(RuleBroken, match="opened the other's account"):
        undo(receipt_id, WHY, by=collects(dung))
    session.rollback()
    undo(receipt_id, WHY, by=collects(cast.hanh()))


def test_a_village_head_annuls_nothing(app: Flask) -> None:
    commune, _, _ = collected(app)
    other = at(app, head_of("Bản Xa", Role.VILLAGE_HEAD, "xa"))

    assert annul(other) in (403, 404)
    assert sum(cash_boxes(commune.unit).values()) == 2_000


def test_two_who_annul_at_one_moment_pay_back_once(app: Flask) -> None:
    commune, _, hanh = handed_over(app)
    receipt_id = the_receipt()
    heads = [
        collects(cast.dung()),
        collects(cast.a_staff_member("hai", "Lò Văn Hai", Role.STATION_HEAD)),
    ]
    session.commit()

    done = at_once(
        app,
        *(lambda by=by: undo(receipt_id, WHY, by=by, box_of=hanh.staff_id) for by in heads),
    )

    assert sorted(done) == [False, True]
    assert books(commune.unit) == {}


def test_nothing_is_paid_back_out_of_the_cash_of_a_closed_account(app: Flask) -> None:
    commune, giver, _ = collected(app)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == giver.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()

    assert annul(at(app, cast.dung()), giver) == 422
    assert cash_boxes(commune.unit) == {giver.staff_id: 2_000}
