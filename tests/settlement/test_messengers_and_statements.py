"""What a messenger told of stands on the bank's statement of those days, or somebody is told."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Arrival, Provider
from portal.staff.roles import Role
from portal.transfers import statements
from portal.transfers.statement_rows import CameIn
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import a_unit
from tests.oversight.openings import as_signed_in
from tests.settlement.test_reconciling_the_fee import reconciled
from tests.transfers.brought import confirmed
from tests.transfers.test_a_striking_taken_back import struck
from tests.transfers.test_return_pages import at


def told(unit: UUID, ref: str, *, days_ago: int, amount: int = 1_000, bank: bool = True) -> None:
    """Let a messenger tell of money some days ago."""
    note(
        Told(
            unit_id=unit,
            provider=Provider.SEPAY,
            provider_ref=ref,
            bank_ref=ref if bank else None,
            amount=amount,
            content=f"nop tien {ref}",
            came_at=clock.now() - timedelta(days=days_ago),
        )
    )


def a_row(ref: str | None, *, days_ago: int, amount: int = 1_000, text: str = "x") -> CameIn:
    day = clock.local(clock.now() - timedelta(days=days_ago))
    at = datetime(day.year, day.month, day.day, tzinfo=clock.VIETNAM)
    return CameIn(row=1, came_at=at, amount=amount, content=text, reference=ref)


def brought(unit: UUID, *rows: CameIn) -> None:
    by, second = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    confirmed(rows, unit, by=by, second=second)


def not_shown() -> list[int]:
    found = reconciled()
    assert found.differences == [], "a question to the bank is no difference of the books"
    return [each.amount for each in found.not_shown]


def test_money_that_no_statement_of_its_days_shows_is_found(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT1", days_ago=5)
    told(unit, "FT2", days_ago=3, amount=700)

    brought(
        unit,
        a_row("FT1", days_ago=5),
        a_row("FT8", days_ago=6),
        a_row("FT9", days_ago=1),
    )

    assert not_shown() == [700]


def test_money_after_the_last_day_of_a_statement_is_not_asked_for_yet(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT1", days_ago=0)
    told(unit, "FT2", days_ago=9)

    brought(unit, a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))

    assert not_shown() == []


def test_what_only_day_amount_and_text_name_is_shown_too(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT1", days_ago=3, bank=False)

    brought(
        unit,
        a_row("FT8", days_ago=6),
        a_row(None, days_ago=3, text="nop tien FT1"),
        a_row("FT9", days_ago=1),
    )

    assert not_shown() == []


def test_a_later_statement_may_show_what_an_earlier_one_left_out(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT2", days_ago=3)
    hanh, dung = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    first = (a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))
    confirmed(first, unit, by=hanh, second=dung)
    assert not_shown() == [1_000]

    longer = (*first, a_row("FT2", days_ago=3))
    confirmed(longer, unit, by=hanh, second=dung, content=b"2")

    assert not_shown() == []


def test_what_a_later_statement_leaves_out_of_an_earlier_one_is_found(
    app: Flask, time: Time
) -> None:
    unit = a_unit()
    hanh, dung = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    around = (a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))
    made_up = a_row("FT2", days_ago=3, amount=700)
    confirmed((*around, made_up), unit, by=hanh, second=dung)
    assert not_shown() == []

    time.pass_by(minutes=1)
    confirmed(around, unit, by=hanh, second=dung, content=b"2")
    assert not_shown() == [700]

    time.pass_by(minutes=1)
    confirmed((made_up, *around), unit, by=hanh, second=dung, content=b"3")
    assert not_shown() == [], "the last one shows it"


def test_what_was_struck_is_not_asked_for(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT2", days_ago=3, amount=700)
    brought(unit, a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))
    arrival = session.scalars(sa.select(Arrival.id).where(Arrival.amount == 700)).one()

    third = cast.a_staff_member("ba", "Vi Văn Ba", Role.STATION_STAFF)
    struck(at(app, cast.thom()), at(app, third), arrival)

    assert not_shown() == []


def test_a_statement_nobody_confirmed_shows_and_asks_nothing(app: Flask) -> None:
    unit = a_unit()
    told(unit, "FT1", days_ago=5)
    told(unit, "FT2", days_ago=3, amount=700)
    rows = (a_row("FT1", days_ago=5), a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))
    hanh = as_signed_in(cast.hanh())
    statements.bring(
        b"1", [replace(each, row=n) for n, each in enumerate(rows, 1)], (), unit, by=hanh
    )
    session.commit()

    assert not_shown() == []
    assert reconciled().brought == []
    assert reconciled().books.of[Book.BANK] == 1_700


def test_the_page_and_the_command_ask_about_it_and_do_not_fail(
    app: Flask, visitor: InspectingClient
) -> None:
    unit = a_unit()
    told(unit, "FT2", days_ago=3, amount=700)
    brought(unit, a_row("FT8", days_ago=6), a_row("FT9", days_ago=1))
    cast.sign_in_staff(visitor, cast.sy())
    visitor.set_cookie("language", "en")

    page = visitor.get("/desk/money/reconciliation").text
    said = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert "agree to the đồng" in page
    assert "700\xa0VND" in page.split('id="not-shown"')[1].split("</section>")[0]
    brought_by = page.split('id="statements"')[1].split("</section>")[0]
    assert "Lò Thị Hạnh" in brought_by
    assert said.exit_code == 0, said.output
    assert "on no statement of the bank" in said.output
    assert "rows and books agree" in said.output


def test_a_unit_sees_its_own_statements_the_newest_first(app: Flask) -> None:
    unit, other = a_unit(), a_unit("Xã Nà Hoa", "NH", "111")
    hanh, dung = as_signed_in(cast.hanh()), as_signed_in(cast.dung())
    for number, unit_id in enumerate((unit, other, unit)):
        rows = [a_row(f"FT{number}{each}", days_ago=2) for each in range(number + 1)]
        confirmed(rows, unit_id, by=hanh, second=dung, content=f"{number}".encode())
    confirmed([a_row("FT00", days_ago=2)], unit, by=hanh, second=dung, content=b"9")

    found = [(each.brought_by, each.new, each.known) for each in reconciled().brought]

    assert sorted(found) == [("Lò Thị Hạnh", 0, 1), ("Lò Thị Hạnh", 1, 0), ("Lò Thị Hạnh", 3, 0)]
    moments = [each.brought_at for each in reconciled().brought]
    assert moments == sorted(moments, reverse=True)
