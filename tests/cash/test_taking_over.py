"""Cash of a closed account is counted by a head and a second person; what is missing is seen."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.cash import taking_over
from portal.cash.models import CashHandover
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffMember
from tests import cast
from tests.cash.steps import Collected, at, collects
from tests.cash.test_handing_over import at_once, collected
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.fees.money import cash_boxes
from tests.issuing.test_whose_hand_slips_come_from import opened_by


def left(app: Flask) -> tuple[Collected, StaffCast]:
    """Suspend the village head, who holds 2,000 đ."""
    commune, gone, _ = collected(app)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == gone.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()
    return commune, gone


def claim(browser: InspectingClient, gone: StaffCast, counted: str) -> int:
    session.commit()
    path = f"/desk/cash/left-behind/{gone.staff_id}"
    return browser.submit(path, {"counted": counted}).status_code


def the_take_over() -> UUID:
    found = session.scalars(
        sa.select(CashHandover.id).order_by(CashHandover.offered_at.desc())
    ).first()
    assert found is not None
    session.commit()
    return found


def say(browser: InspectingClient, word: str) -> int:
    path = f"/desk/cash/take-overs/{the_take_over()}/{word}"
    return browser.submit("/staff/", to=path).status_code


def test_two_people_count_it_and_the_difference_stays_with_who_left(app: Flask) -> None:
    commune, gone = left(app)
    dung, hanh = cast.dung(), cast.hanh()
    head, desk = at(app, dung), at(app, hanh)

    assert f"/desk/cash/left-behind/{gone.staff_id}" in head.get("/cash/box").text
    assert "left-behind" not in desk.get("/cash/box").text
    assert claim(head, gone, "2.001") == 422
    assert claim(head, gone, "1.500") == 303
    assert cash_boxes(commune.unit) == {gone.staff_id: 2_000}, "nothing on one word"
    assert say(head, "witness") == 422
    assert "/desk/cash/take-overs/" in desk.get("/oversight/waiting").text
    assert say(desk, "witness") == 303
    assert say(desk, "witness") == 422

    assert cash_boxes(commune.unit) == {gone.staff_id: 500, dung.staff_id: 1_500}
    handover = the_take_over()
    page = desk.get(f"/desk/cash/take-overs/{handover}").text
    assert "500\xa0VND missing" in page
    assert "Lò Thị Hạnh" in page


def test_an_open_account_is_not_taken_over(app: Flask) -> None:
    _, giver, _ = collected(app)
    session.commit()

    assert at(app, cast.dung()).get(f"/desk/cash/left-behind/{giver.staff_id}").status_code == 404


def test_a_wrong_count_is_ended_and_counted_anew(app: Flask) -> None:
    commune, gone = left(app)
    head, desk = at(app, cast.dung()), at(app, cast.hanh())

    assert claim(head, gone, "1.000") == 303
    assert claim(head, gone, "2.000") == 422, "one at a time"
    assert say(desk, "give-up") == 303
    assert claim(head, gone, "2.000") == 303
    assert cash_boxes(commune.unit) == {gone.staff_id: 2_000}


def test_who_opened_the_heads_account_or_works_elsewhere_confirms_nothing(app: Flask) -> None:
    commune, gone = left(app)
    dung = cast.dung()
    assert claim(at(app, dung), gone, "2.000") == 303

    assert say(at(app, opened_by(dung)), "witness") == 422
    assert say(at(app, cast.elsewhere()), "witness") == 404
    assert cash_boxes(commune.unit) == {gone.staff_id: 2_000}


def test_two_who_confirm_at_one_moment_move_it_once(app: Flask) -> None:
    commune, gone = left(app)
    dung = cast.dung()
    assert claim(at(app, dung), gone, "2.000") == 303
    handover = the_take_over()
    seconds = [collects(cast.hanh()), collects(cast.thom())]
    session.commit()

    done = at_once(app, *(lambda by=by: taking_over.witness(handover, by=by) for by in seconds))

    assert sorted(done) == [False, True]
    assert cash_boxes(commune.unit) == {gone.staff_id: 0, dung.staff_id: 2_000}


def test_a_count_is_not_confirmed_once_the_account_is_open_again(app: Flask) -> None:
    commune, gone = left(app)
    assert claim(at(app, cast.dung()), gone, "2.000") == 303
    session.execute(
        sa.update(StaffMember).where(StaffMember.id == gone.staff_id).values(suspended_at=None)
    )
    session.commit()
    desk = at(app, cast.hanh())

    assert say(desk, "witness") == 422
    assert say(desk, "give-up") == 303
    assert cash_boxes(commune.unit) == {gone.staff_id: 2_000}
