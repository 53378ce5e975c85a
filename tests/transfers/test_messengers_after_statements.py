"""What a messenger tells of after a statement showed it is one amount, and is told of aloud."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import Arrival, Provider, Telling
from portal.settlement.differences import Kind
from portal.staff.roles import Role
from portal.transfers import queue
from portal.transfers.telling import Transfer, hand_on
from tests import cast
from tests.conftest import Time
from tests.fees.money import ACCOUNT, a_unit, charges_for
from tests.settlement.test_reconciling_the_fee import reconciled
from tests.transfers import sheets
from tests.transfers.arriving import arrives
from tests.transfers.bank import PROVIDERS, a_bank
from tests.transfers.brought import brings_and_a_colleague_confirms
from tests.transfers.test_a_striking_taken_back import books, differences, struck
from tests.transfers.test_return_pages import at, say

NINE = datetime(2026, 11, 5, 9, 0, tzinfo=clock.VIETNAM)


def shows(app: Flask, *rows: tuple[str, str, str], day: str = "05/11/2026") -> None:
    """Let a confirmed statement show rows of one day: reference, amount, text."""
    content = sheets.csv(*((day, ref, "", amount, text) for ref, amount, text in rows))
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    assert brings_and_a_colleague_confirms(hanh, dung, content).status_code == 303


def tells(
    number: str,
    bank_ref: str,
    text: str,
    *,
    amount: int = 5_000,
    provider: Provider = Provider.SEPAY,
    came_at: datetime = NINE,
) -> None:
    hand_on(
        Transfer(
            provider=provider,
            provider_ref=number,
            bank_ref=bank_ref,
            account=ACCOUNT,
            amount=amount,
            content=text,
            came_at=came_at,
        )
    )
    session.commit()


def in_bank() -> int:
    return reconciled().books.of[Book.BANK]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_struck_money_a_messenger_tells_of_is_a_difference_until_taken_back(
    app: Flask, time: Time, provider: str
) -> None:
    unit, bank = a_unit(), a_bank(app)
    arrival = arrives(unit, 3_000, "hung", "FT1", Provider.STATEMENT)
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    assert differences() == []
    time.pass_by(minutes=1)

    bank.tells("hung", 3_000, provider=provider, reference="FT1")

    assert books(unit) == {}, "not booked a second time"
    assert differences() == [(Kind.STRUCK, 3_000, 0)]
    assert "or a messenger tells of" in dung.get("/desk/money/reconciliation").text
    say(hanh, back, "came")
    assert differences() == [(Kind.STRUCK, 3_000, 0)], "until two said so"
    say(dung, back, "back")
    assert differences() == []
    assert books(unit) == {Book.UNPLACED: -3_000, Book.BANK: 3_000}


def test_what_was_told_before_the_striking_is_no_difference(app: Flask, time: Time) -> None:
    unit = a_unit()
    arrival = arrives(unit, 5_000, "hung", "FT1", Provider.STATEMENT)
    tells("77", "FT1", "hung", came_at=clock.now())
    time.pass_by(minutes=1)

    struck(at(app, cast.hanh()), at(app, cast.dung()), arrival)

    assert (books(unit), differences()) == ({}, [])


@pytest.mark.parametrize(
    ("shown", "told"), [("FT1", ""), ("", "FT1"), ("", "")], ids=["told", "shown", "neither"]
)
def test_what_a_statement_showed_and_a_messenger_tells_without_one_reference_is_noted_once(
    app: Flask, shown: str, told: str
) -> None:
    a_unit()
    session.commit()
    shows(app, (shown, "5.000", "nop phi ho 12"))

    for _again in range(2):
        tells("77", told, "MBVCB.1 NOP PHI HO 12")

    assert in_bank() == 5_000


def test_of_two_references_all_else_the_same_to_the_minute_is_one_transfer(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("FT1", "5.000", "nop phi"), day="05/11/2026 09:00:20")

    tells("77", "MBVCB.1", "nop phi")
    assert in_bank() == 5_000
    tells("78", "MBVCB.2", "nop phi")
    assert in_bank() == 10_000, "one row answers for one telling"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("05/11/2026", "nop phi"),
        ("05/11/2026 09:01:00", "nop phi"),
        ("05/11/2026 09:00:00", "nop phi ho 12"),
        ("05/11/2026 09:00:00", ""),
    ],
    ids=["the day alone", "another minute", "another text", "no text"],
)
def test_of_two_references_nothing_is_assumed_where_not_all_else_is_the_same(
    app: Flask, day: str, text: str
) -> None:
    a_unit()
    session.commit()
    shows(app, ("FT1", "5.000", text), day=day)

    tells("77", "MBVCB.1", "nop phi" if text else "")

    assert in_bank() == 10_000


@pytest.mark.parametrize(
    ("time", "in_all"), [("09:50:00", 5_000), ("10:30:00", 10_000)], ids=["near", "later"]
)
def test_a_part_of_a_text_is_of_the_same_hour(app: Flask, time: str, in_all: int) -> None:
    a_unit()
    session.commit()
    shows(app, ("", "5.000", "nop phi ho 12"), day=f"05/11/2026 {time}")

    tells("77", "MBVCB.1", "MBVCB.1 NOP PHI HO 12")

    assert in_bank() == in_all


def test_a_reference_of_other_money_says_nothing_of_a_third_one(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("0001", "5.000", "ho mot"), ("FT2", "5.000", "nop phi ho 12"))

    tells("77", "0001", "ho mot")
    tells("78", "0001", "nop phi ho 12")

    assert in_bank() == 15_000


def test_the_text_of_its_day_says_more_than_a_reference_of_another_day(app: Flask) -> None:
    a_unit()
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "0001", "", "5.000", "nop phi"),
        ("06/11/2026", "0001", "", "5.000", "nop phi"),
    )
    brings_and_a_colleague_confirms(at(app, cast.hanh()), at(app, cast.dung()), content)

    tells("78", "0001", "nop phi", came_at=NINE.replace(day=6))
    tells("77", "0001", "nop phi")

    assert in_bank() == 10_000


def test_a_message_without_a_reference_leaves_the_row_without_one_to_others(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("", "5.000", "nop phi"), ("FT2", "5.000", "nop phi"))

    tells("77", "", "nop phi")
    tells("78", "MBVCB.2", "nop phi")

    assert in_bank() == 10_000


def test_one_row_of_a_statement_answers_for_one_telling(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("FT1", "5.000", "nop phi"))

    tells("77", "", "nop phi")
    tells("78", "", "nop phi")
    tells("78", "", "nop phi")

    assert in_bank() == 10_000


@pytest.mark.parametrize(
    ("text", "amount"),
    [("nop phi ho 13", 5_000), ("", 5_000), ("nop phi ho 12", 6_000)],
    ids=["another text", "no text", "another amount"],
)
def test_other_money_of_that_day_is_noted_too(app: Flask, text: str, amount: int) -> None:
    a_unit()
    session.commit()
    shows(app, ("", "5.000", "nop phi ho 12"))

    tells("77", "FT2", text, amount=amount)

    assert in_bank() == 5_000 + amount


def test_money_of_the_next_day_is_noted_too(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("", "5.000", "nop phi ho 12"))

    tells("77", "FT2", "nop phi ho 12", came_at=NINE.replace(day=6, hour=0))

    assert in_bank() == 10_000


def test_the_reference_one_messenger_gives_names_the_money_to_the_next(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("", "5.000", "nop phi ho 12"))

    tells("77", "FT1", "nop phi ho 12")
    tells("12", "FT1", "nop phi ho 12", provider=Provider.CASSO)

    assert in_bank() == 5_000
    assert session.scalars(sa.select(Arrival.bank_ref)).all() == ["FT1"]


def test_a_reference_a_bank_counts_anew_hides_no_later_transfer(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("0001", "5.000", "nop phi ho 12"))

    tells("77", "0001", "nop phi ho 40", came_at=NINE.replace(day=20))

    assert in_bank() == 10_000


def test_one_number_of_a_messenger_is_one_reference_of_the_bank(app: Flask) -> None:
    a_unit()
    session.commit()
    shows(app, ("FT1", "5.000", "nop phi ho 12"))

    tells("77", "FT1", "nop phi ho 12")
    tells("78", "FT1", "nop phi ho 40")

    assert in_bank() == 10_000


@pytest.mark.parametrize("provider", [Provider.STATEMENT, Provider.VNPAY])
def test_the_database_keeps_tellings_of_messengers_alone(app: Flask, provider: Provider) -> None:
    arrival = arrives(a_unit(), 5_000, "x", "FT1", Provider.STATEMENT)

    session.add(
        Telling(provider=provider, provider_ref="1", arrival_id=arrival, told_at=clock.now())
    )
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("near_brings", [True, False], ids=["brings it", "confirms it"])
def test_where_one_of_two_is_near_the_other_does_not_place_it_alone(
    app: Flask, near_brings: bool
) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan, cast.men())
    charges = charges_for(household, unit)
    ordered = order(charges.values(), household, Method.TRANSFER)
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    session.commit()
    near, dung, hanh = at(app, own), at(app, cast.dung()), at(app, cast.hanh())
    two = (near, dung) if near_brings else (dung, near)
    content = sheets.csv(("05/11/2026", "FT1", "", "2.000", ordered.memo))
    brings_and_a_colleague_confirms(*two, content)
    path = f"/desk/money/{queue.queue(unit).arrivals[0].id}"
    session.commit()

    as_order = {"order": str(ordered.id)}
    by_hand = {"charges": [str(each) for each in charges.values()]}
    refused = [
        dung.submit(path, as_order, to=f"{path}/order"),
        dung.submit(path, by_hand, to=f"{path}/charges"),
    ]

    assert [each.status_code for each in refused] == [422, 422]
    for each in refused:
        assert "Who brought or confirmed the statement does not place this money" in each.text
    assert books(unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}
    assert hanh.submit(path, as_order, to=f"{path}/order").status_code == 303
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_a_later_statement_that_shows_it_bars_nobody_else(app: Flask, time: Time) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan, cast.men())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    session.commit()
    near, dung, hanh = at(app, own), at(app, cast.dung()), at(app, cast.hanh())
    row = ("05/11/2026", "FT1", "", "2.000", ordered.memo)
    brings_and_a_colleague_confirms(near, dung, sheets.csv(row))
    path = f"/desk/money/{queue.queue(unit).arrivals[0].id}"
    session.commit()
    time.pass_by(minutes=1)
    other = ("06/11/2026", "FT2", "", "1.000", "khac")
    brings_and_a_colleague_confirms(dung, hanh, sheets.csv(row, other))

    placed = hanh.submit(path, {"order": str(ordered.id)}, to=f"{path}/order")

    assert placed.status_code == 303
