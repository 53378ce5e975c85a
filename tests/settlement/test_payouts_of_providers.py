"""What VNPAY and MoMo pay out later is told from households' money, by two people."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.ledger.models import Book, Cause, Move
from portal.receiving.models import Arrival, Provider
from portal.receiving.payout_models import Payout, PayoutState
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees import money
from tests.fees.money import a_unit, charges_for
from tests.issuing.test_whose_hand_slips_come_from import opened_by
from tests.settlement.mess import arrives, transferred
from tests.settlement.test_reconciling_the_fee import reconciled


def at(app: Flask, staff: cast.StaffCast) -> InspectingClient:
    browser = cast.sign_in_staff(a_browser(app), staff)
    browser.set_cookie("language", "en")
    return browser


def collected_by(provider: Provider = Provider.VNPAY) -> UUID:
    """Let a household of ten pay 10,000 đ through a provider; return the unit."""
    unit = a_unit()
    people = [
        cast.a_person(f"Vi Thị {name}", born=PartialDate.of_year(1980)) for name in "ABCDEFGHIK"
    ]
    household = cast.a_household(*people)
    method = Method(provider.value)
    paid = order(charges_for(household, unit).values(), household, method)
    transferred(unit, paid, "P1", provider)
    session.commit()
    return unit


def paid_out(unit: UUID, amount: int = 9_000, ref: str = "FT1") -> UUID:
    arrival = arrives(unit, amount, ref)
    session.commit()
    return arrival


def said(
    browser: InspectingClient, arrival: UUID, charges: str = "1.000", provider: str = "vnpay"
) -> UUID:
    path = f"/desk/money/{arrival}/payout"
    answer = browser.submit(path, {"provider": provider, "charges": charges})
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def say(browser: InspectingClient, payout: UUID, word: str) -> int:
    path = f"/desk/money/payouts/{payout}/{word}"
    return browser.submit("/desk/money/statement", {}, to=path).status_code


def books(unit: UUID) -> dict[Book, int]:
    """Return the books that are not at 0, and let others write again."""
    found = money.books(unit)
    session.commit()
    return found


def state(payout: UUID) -> PayoutState:
    found = session.scalars(sa.select(Payout.state).where(Payout.id == payout)).one()
    session.commit()
    return found


BEFORE = {Book.FEES: -10_000, Book.VNPAY: 10_000, Book.BANK: 9_000, Book.UNPLACED: -9_000}
AFTER = {Book.FEES: -10_000, Book.BANK: 9_000, Book.CHARGES: 1_000}


def test_a_payout_moves_once_two_people_said_so(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    arrival = paid_out(unit)

    payout = said(hanh, arrival)

    assert books(unit) == BEFORE
    assert say(hanh, payout, "confirm") == 422, "one person alone"
    assert "/confirm" not in hanh.get(f"/desk/money/payouts/{payout}").text
    assert "Pay-out of a provider" in dung.get("/oversight/waiting").text
    assert books(unit) == BEFORE
    session.commit()
    assert "/confirm" in dung.get(f"/desk/money/payouts/{payout}").text
    assert say(dung, payout, "confirm") == 303
    assert say(dung, payout, "confirm") == 422, "posted twice"
    assert books(unit) == AFTER
    session.commit()
    assert "No money waits" in hanh.get("/desk/money").text
    assert str(payout) in hanh.get(f"/desk/money/{arrival}").text


def test_rows_and_books_agree_through_the_whole_life_of_a_payout(app: Flask) -> None:
    unit = collected_by(Provider.MOMO)
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    payout = said(hanh, paid_out(unit), provider="momo")

    for browser, word in ((dung, "confirm"), (hanh, "doubt"), (dung, "back")):
        assert reconciled().differences == []
        assert say(browser, payout, word) == 303, word

    found = reconciled()
    assert found.differences == []
    assert sum(found.books.of.values()) == 0
    assert books(unit) == {
        Book.FEES: -10_000,
        Book.MOMO: 10_000,
        Book.BANK: 9_000,
        Book.UNPLACED: -9_000,
    }


def test_the_command_and_the_page_count_what_was_paid_out(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    say(dung, said(hanh, paid_out(unit, 4_000), "500"), "confirm")

    page = dung.get("/desk/money/reconciliation").text
    command = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    of_vnpay = re.split(r"<tr>", page.split('id="arrivals"')[1])
    row = next(each for each in of_vnpay if "VNPAY" in each)
    figures = re.findall(r"([\d,]+)\xa0VND", row)
    assert figures == ["10,000", "10,000", "0", "4,000", "500", "0"]
    assert command.exit_code == 0, command.output
    assert "VNPAY: 10.000\xa0đ came in, 0\xa0đ given back, 4.000\xa0đ paid out, 500\xa0đ kept" in (
        command.output
    )
    assert "rows and books agree" in command.output


def test_a_charge_of_nothing_moves_nothing(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())

    say(dung, said(hanh, paid_out(unit, 10_000), "0"), "confirm")

    assert books(unit) == {Book.FEES: -10_000, Book.BANK: 10_000}
    assert reconciled().differences == []


@pytest.mark.parametrize(("charges", "provider"), [("1.001", "vnpay"), ("0", "momo")])
def test_no_provider_pays_out_more_than_it_holds(app: Flask, charges: str, provider: str) -> None:
    unit = collected_by()
    path = f"/desk/money/{paid_out(unit)}/payout"

    answer = at(app, cast.hanh()).submit(path, {"provider": provider, "charges": charges})

    assert answer.status_code == 422
    assert "lie with this provider" in answer.text
    assert f'value="{charges}"' in answer.text, "what was typed stays"
    assert books(unit) == BEFORE


def test_of_two_payouts_of_the_same_money_the_second_is_refused(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    one, other = paid_out(unit, 6_000), paid_out(unit, 6_000, "FT2")
    payouts = [said(hanh, one, "0"), said(hanh, other, "0")]

    assert [say(dung, payout, "confirm") for payout in payouts] == [303, 422]
    assert say(dung, payouts[1], "withdraw") == 303
    assert reconciled().differences == []
    assert books(unit)[Book.VNPAY] == 4_000


def test_the_database_lets_no_providers_book_fall_below_nothing(app: Flask) -> None:
    unit = collected_by()
    row = {
        "at": clock.now(),
        "unit_id": unit,
        "from_book": Book.VNPAY,
        "to_book": Book.UNPLACED,
        "amount": 10_001,
        "cause": Cause.PAYOUT,
        "cause_id": uuid4(),
    }

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.insert(Move).values(row))
    session.rollback()
    session.execute(sa.insert(Move).values({**row, "amount": 10_000}))


def together(calls: list[tuple[InspectingClient, UUID]]) -> list[int]:
    """Let several confirm at one moment; return the answers, sorted."""
    tokens = [browser.token("/desk/money/statement") for browser, _payout in calls]

    def send(number: int) -> int:
        browser, payout = calls[number]
        path = f"/desk/money/payouts/{payout}/confirm"
        return browser.post(path, data={"csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(send, range(len(calls))))


def a_third() -> cast.StaffCast:
    return cast.a_staff_member("ba", "Vi Văn Ba", Role.STATION_STAFF)


def test_two_who_confirm_at_once_move_the_money_once(app: Flask) -> None:
    unit = collected_by()
    hanh, dung, third = at(app, cast.hanh()), at(app, cast.dung()), at(app, a_third())
    payout = said(hanh, paid_out(unit))

    assert together([(dung, payout), (third, payout)]) == [303, 422]
    assert books(unit) == AFTER
    assert reconciled().differences == []


def test_two_payouts_confirmed_at_once_do_not_overdraw_a_provider(app: Flask) -> None:
    unit = collected_by()
    hanh, dung, third = at(app, cast.hanh()), at(app, cast.dung()), at(app, a_third())
    one = said(hanh, paid_out(unit, 6_000), "0")
    other = said(hanh, paid_out(unit, 6_000, "FT2"), "0")

    assert together([(dung, one), (third, other)]) == [303, 422]
    assert books(unit)[Book.VNPAY] == 4_000


def test_who_opened_the_other_account_is_no_second_person(app: Flask) -> None:
    unit = collected_by()
    opener = cast.dung()
    asker = opened_by(opener)
    payout = said(at(app, asker), paid_out(unit))

    assert say(at(app, opener), payout, "confirm") == 422
    assert state(payout) is PayoutState.ASKED
    assert books(unit) == BEFORE


def test_either_withdraws_before_it_is_confirmed_and_the_money_waits(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    arrival = paid_out(unit)

    for browser in (hanh, dung):
        payout = said(hanh, arrival)
        assert say(browser, payout, "withdraw") == 303
        assert say(dung, payout, "confirm") == 422
        assert state(payout) is PayoutState.WITHDRAWN
    assert books(unit) == BEFORE
    session.commit()
    assert "It is a pay-out" in hanh.get(f"/desk/money/{arrival}").text


def test_money_that_waits_for_the_second_word_is_used_for_nothing_else(app: Flask) -> None:
    unit = collected_by()
    household = cast.a_household(cast.lan())
    (charge,) = charges_for(household, unit).values()
    hanh = at(app, cast.hanh())
    arrival = paid_out(unit)
    said(hanh, arrival)
    path = f"/desk/money/{arrival}"

    placed = hanh.submit(path, {"charges": [str(charge)]}, to=f"{path}/charges")
    back = hanh.submit(path, {"amount": "9.000", "reason": "trả lại"}, to=f"{path}/return")
    again = hanh.submit(
        "/desk/money/statement", {"provider": "vnpay", "charges": "0"}, to=f"{path}/payout"
    )

    assert [each.status_code for each in (placed, back, again)] == [422, 422, 422]
    assert "Said to be a pay-out" in hanh.get("/desk/money").text


def test_money_of_an_order_or_partly_used_is_no_payout(app: Flask) -> None:
    unit = collected_by()
    household = cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    named = arrives(unit, 5_000, "FT1", ordered)
    by_vnpay = arrives(unit, 5_000, "V2", by=Provider.VNPAY)
    partly = arrives(unit, 5_000, "FT3")
    session.execute(sa.update(Arrival).where(Arrival.id == partly).values(placed=1))
    session.commit()
    hanh = at(app, cast.hanh())

    for arrival in (named, by_vnpay, partly):
        fields = {"provider": "vnpay", "charges": "0"}
        path = f"/desk/money/{arrival}/payout"
        answer = hanh.submit("/desk/money/statement", fields, to=path)
        assert answer.status_code == 422
        assert "is no pay-out" in answer.text
        assert "It is a pay-out" not in hanh.get(f"/desk/money/{arrival}").text
    assert session.scalar(sa.select(sa.func.count()).select_from(Payout)) == 0


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"charges": "0"}, "Choose one"),
        ({"provider": "sepay", "charges": "0"}, "Choose one"),
        ({"provider": "vnpay", "charges": ""}, "Type the amount"),
        ({"provider": "vnpay", "charges": "-1"}, "Type the amount"),
        ({"provider": "vnpay", "charges": "một"}, "Type the amount"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    app: Flask, fields: dict[str, str], beside: str
) -> None:
    arrival = paid_out(a_unit())

    answer = at(app, cast.hanh()).submit(f"/desk/money/{arrival}/payout", fields)

    assert answer.status_code == 422
    assert beside in answer.text


def test_a_doubted_payout_stays_until_a_second_person_takes_it_back(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    arrival = paid_out(unit)
    payout = said(hanh, arrival)
    say(dung, payout, "confirm")

    assert say(hanh, payout, "back") == 422, "nobody asked for it"
    assert say(hanh, payout, "doubt") == 303
    assert say(hanh, payout, "back") == 422, "one person alone"
    assert say(dung, payout, "keep") == 303
    assert books(unit) == AFTER
    session.commit()
    assert say(dung, payout, "doubt") == 303
    assert say(hanh, payout, "back") == 303
    assert say(hanh, payout, "back") == 422, "posted twice"
    assert books(unit) == BEFORE
    session.commit()
    anew = said(dung, arrival, "900")
    assert say(hanh, anew, "confirm") == 303
    assert books(unit) == {**AFTER, Book.VNPAY: 100, Book.CHARGES: 900}
    assert reconciled().differences == []


def test_another_commune_meets_no_payout(app: Flask) -> None:
    unit = collected_by()
    a_unit("Xã Nà Hoa", "NH", "111")
    arrival = paid_out(unit)
    payout = said(at(app, cast.hanh()), arrival)
    head = cast.a_staff_member(
        "tuoi2", "Cầm Thị Tươi", Role.STATION_HEAD, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )
    browser = at(app, head)

    assert browser.get(f"/desk/money/{arrival}/payout").status_code == 404
    assert browser.get(f"/desk/money/payouts/{payout}").status_code == 404
    for word in ("confirm", "withdraw", "doubt", "keep", "back"):
        assert say(browser, payout, word) == 404, word


def test_each_step_of_a_payout_is_in_the_log(app: Flask) -> None:
    unit = collected_by()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    payout = said(hanh, paid_out(unit))
    for browser, word in ((dung, "confirm"), (hanh, "doubt"), (dung, "back")):
        say(browser, payout, word)

    lines = session.execute(
        sa.select(AuditLine.event, AuditLine.section)
        .where(AuditLine.object_ref == f"payout:{payout}")
        .order_by(AuditLine.seq)
    ).all()

    assert [tuple(line) for line in lines] == [
        (Event.PAYOUT_ASKED, None),
        (Event.PAYOUT_DECIDED, None),
        (Event.PAYOUT_ASKED, "payout:back"),
        (Event.PAYOUT_DECIDED, "payout:back"),
    ]
