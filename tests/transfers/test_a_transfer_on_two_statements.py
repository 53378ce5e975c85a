"""One transfer is noted once however statements write it; two that look alike are two."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Arrival, Provider
from portal.staff.roles import Role
from portal.transfers import statement_files, statement_rows
from portal.transfers.models import StatementLine
from portal.transfers.statement_known import compared
from tests import cast
from tests.fees.money import a_unit, books
from tests.oversight.openings import as_signed_in
from tests.transfers import brought, sheets
from tests.transfers.test_a_statement_shows_struck_money import struck
from tests.transfers.test_return_pages import at

AMOUNT, TEXT = 5_000, "nop phi ho 12"
Row = tuple[str, str, str, str, str]
Brings = Callable[..., int]


@pytest.fixture
def unit(app: Flask) -> UUID:
    return a_unit()


@pytest.fixture
def brings(unit: UUID) -> Brings:
    """Return what lets a statement be confirmed, and says how many of its rows were new."""
    hanh, dung = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    files = count()

    def bring(*rows: Row) -> int:
        file = statement_files.read(sheets.csv(*rows))
        came_in, _refused = statement_rows.rows(file, clock.today())
        seen = compared(session.connection(), came_in, unit)
        became = brought.confirmed(came_in, unit, by=hanh, second=dung, content=b"%d" % next(files))
        assert became.new == sum(each.is_new for each in seen), "the page says what it becomes"
        return became.new

    return bring


def row(day: str, reference: str = "", text: str = TEXT) -> Row:
    return f"{day[:2]}/11/2026{day[2:]}", reference, "", str(AMOUNT), text


def a_messenger_tells(
    unit: UUID, number: str, day: int, bank_ref: str | None, text: str = TEXT, amount: int = AMOUNT
) -> UUID:
    """Let a messenger tell of money that came at nine."""
    arrival = note(
        Told(
            unit_id=unit,
            provider=Provider.SEPAY,
            provider_ref=number,
            bank_ref=bank_ref,
            amount=amount,
            content=text,
            came_at=datetime(2026, 11, day, 9, tzinfo=clock.VIETNAM),
        )
    )
    assert arrival is not None
    return arrival


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("05"), row("05", "FT1")),
        (row("05", "FT1"), row("05")),
        (row("05"), row("05 08:00:00")),
        (row("05 08:00:00"), row("05")),
        (row("05 08:00:00"), row("05 08:00:30", "FT1")),
        (row("05 08:00:00", "FT1"), row("05 08:00:00", "FT1", "nop phi ho 12 thang 11")),
    ],
    ids=["then its reference", "then none", "then its time", "then the day", "seconds", "text"],
)
def test_what_another_statement_says_less_of_is_known(
    brings: Brings, first: Row, second: Row
) -> None:
    assert brings(first) == 1

    assert brings(second) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("05 08:00:00"), row("05 17:00:00")),
        (row("05", "FT1"), row("05", "FT2")),
        (row("05"), row("06")),
        (row("02", "0001"), row("20", "0001")),
        (row("02", "0001"), row("03", "0001")),
        (row("05 08:00:00", "0001"), row("05 17:00:00", "0001")),
        (row("05"), row("05", text="")),
        (row("05", text=""), row("05", text="o")),
        (row("05 08:00:00", text=""), row("05 09:00:00", "FT1", "")),
        (row("05", text="ho 12"), row("05", "FT1", "nop phi ho 12")),
    ],
    ids=[
        "times",
        "references",
        "days",
        "a counter of the month",
        "a counter of the day",
        "one reference at two times",
        "no text",
        "a letter",
        "no text at two times",
        "five letters",
    ],
)
def test_another_transfer_of_the_same_amount_is_new(
    brings: Brings, first: Row, second: Row
) -> None:
    assert brings(first) == 1

    assert brings(second) == 1
    assert brings(first, second) == 0, "and both are known afterwards"


def test_a_reference_used_again_is_another_transfer_within_one_file_too(brings: Brings) -> None:
    rows = row("02", "0001", "ho A"), row("20", "0001", "ho B"), row("20", "0001", "ho C")

    assert brings(*rows, rows[0]) == 3
    assert brings(*reversed(rows)) == 0


def test_a_messenger_may_tell_of_a_reference_some_days_away_but_not_weeks(
    unit: UUID, brings: Brings
) -> None:
    a_messenger_tells(unit, "1", 6, "FT1", "x")
    a_messenger_tells(unit, "2", 6, "FT2", "y")

    assert brings(row("09", "FT1")) == 0
    assert brings(row("20", "FT2")) == 1


def test_two_rows_whose_references_are_of_other_sums_are_both_new(
    unit: UUID, brings: Brings
) -> None:
    for number in "12":
        a_messenger_tells(unit, number, 5, f"R{number}", amount=7_000)
    rows = row("06", "R1"), row("06", "R2")

    assert brings(*rows) == 2
    assert books(unit)[Book.BANK] == 2 * 7_000 + 2 * AMOUNT
    assert brings(*rows) == 0
    assert brings(row("06", "R3")) == 1, "neither is without a reference"


def test_a_row_of_struck_money_is_first_what_a_messenger_told_of_it(
    app: Flask, unit: UUID, brings: Brings
) -> None:
    brings(row("05", "FT1"))
    doubled = session.scalars(sa.select(Arrival.id)).one()
    stands = a_messenger_tells(unit, "77", 5, None)
    one, other = (
        cast.a_staff_member(name, f"Vi Văn {name.title()}", Role.STATION_STAFF)
        for name in ("nam", "tam")
    )
    struck(at(app, one), at(app, other), doubled)

    assert brings(row("05", "FT1"), row("06", "FT2")) == 1

    assert shown(stands) == 1
    assert shown(doubled) == 1, "by the first statement alone"


def test_a_row_without_text_takes_no_transfer_from_another_row(unit: UUID, brings: Brings) -> None:
    a_messenger_tells(unit, "1", 5, None, "HSSK7F3K2Q9A")

    assert brings(row("05", text=""), row("05", text="o"), row("05", text="HSSK7F3K2Q9A")) == 2
    texts = session.scalars(sa.select(Arrival.content)).all()
    assert sorted(texts) == ["", "HSSK7F3K2Q9A", "o"]


def test_the_whole_text_comes_before_a_part_of_it_whichever_row_is_first(
    unit: UUID, brings: Brings
) -> None:
    whole = a_messenger_tells(unit, "1", 5, None, "nop phi ho 12")
    longer = a_messenger_tells(unit, "2", 5, None, "nop phi ho 123")

    assert brings(row("05", text="nop phi ho 123"), row("05", text="nop phi ho 12")) == 0
    assert (shown(whole), shown(longer)) == (1, 1)


def test_the_messenger_and_the_bank_may_give_one_transfer_two_references(
    unit: UUID, brings: Brings
) -> None:
    told = a_messenger_tells(unit, "1", 5, "MBVCB.1")

    assert brings(row("05 09:00:20", "FT1"), row("05 09:00:40", "FT2")) == 1, "it is one of them"
    assert shown(told) == 1


@pytest.mark.parametrize(
    "other",
    [
        row("05 09:01:00", "FT1"),
        row("05", "FT1"),
        row("05 09:00:00", "FT1", "nop phi ho 123"),
        row("06 09:00:00", "FT1"),
    ],
    ids=["another minute", "the day alone", "another text", "another day"],
)
def test_of_two_references_nothing_is_assumed_where_not_all_else_is_the_same(
    unit: UUID, brings: Brings, other: Row
) -> None:
    a_messenger_tells(unit, "1", 5, "MBVCB.1")

    assert brings(other) == 1


def test_two_references_without_a_text_are_two_transfers(unit: UUID, brings: Brings) -> None:
    a_messenger_tells(unit, "1", 5, "MBVCB.1", "")

    assert brings(row("05 09:00:00", "FT1", "")) == 1


def test_the_text_of_its_day_says_more_than_a_reference_of_another_day(
    unit: UUID, brings: Brings
) -> None:
    yesterday = a_messenger_tells(unit, "1", 5, "0001")
    today = a_messenger_tells(unit, "2", 6, None)

    assert brings(row("06", "0001")) == 0

    assert (shown(yesterday), shown(today)) == (0, 1)


def test_rows_and_messages_half_of_them_without_a_reference_are_joined_all(
    unit: UUID, brings: Brings
) -> None:
    a_messenger_tells(unit, "1", 5, None)
    a_messenger_tells(unit, "2", 5, "MBVCB.2")

    assert brings(row("05"), row("05", "FT1")) == 0


@pytest.mark.parametrize(("at", "new"), [("05", 0), ("05 09:50:00", 0), ("05 10:30:00", 1)])
def test_a_part_of_a_text_is_of_the_same_hour_where_both_times_are_told(
    unit: UUID, brings: Brings, at: str, new: int
) -> None:
    a_messenger_tells(unit, "1", 5, "MBVCB.1", f"MBVCB.1 {TEXT}")

    assert brings(row(at)) == new


def shown(arrival: UUID) -> int:
    """Return how many statements show an arrival."""
    found = session.scalars(
        sa.select(sa.func.count()).where(StatementLine.arrival_id == arrival)
    ).one()
    session.commit()
    return found
